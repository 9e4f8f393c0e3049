import { statSync } from "node:fs";
import type { Asked, Declared, FindDeclared } from "../load";
import type { Evaluation } from "../program/evaluate";
import type { PolicyFinding } from "../program/policy-packs/finding";
import { commandOf } from "../program/process/program-process";
import { hashes } from "../program/watch";
import { shared } from "./shared-values";

interface Kept {
  declared: Declared;
  /** `HOST:PORT` of the gateway that the program was evaluated for. */
  gatewayHost: string;
  /** The content of the program's files, by path. */
  contents: Map<string, string>;
  startedAt: number;
}

/** By what decides how a program is evaluated, beside its files. */
const kept = new Map<string, Promise<Kept>>();

/**
 * Answers with an earlier evaluation of the same program in this process or another one of the test run, unless one of
 * its files has changed.
 */
export const shareEvaluations: FindDeclared = async (asked, evaluateNow) => {
  const { gatewayHost } = asked.surroundings;
  const key = keyOf(asked);
  const pending = kept.get(key);
  if (pending) {
    const moved = await usable(await pending.catch(() => undefined), gatewayHost);
    if (moved) return moved;
  }
  const making = shared(key, {
    async make() {
      const startedAt = Date.now();
      const declared = await evaluateNow();
      const contents = await hashes(declared.evaluation.files);
      return { declared, gatewayHost, contents, startedAt };
    },
    write: async (made) => (isLasting(made) ? textOf(made) : undefined),
    async read(text) {
      const known = keptIn(text);
      return (await usable(known, gatewayHost)) && known;
    },
  });
  kept.set(key, making);
  const forget = () => void (kept.get(key) === making && kept.delete(key));
  making.catch(forget);
  const made = await making;
  made.declared.findings?.catch(forget);
  if (!isLasting(made)) forget();
  return movedTo(gatewayHost, made) ?? made.declared;
};

/** Runners of tests number their processes: that makes no difference to a program. */
const PROCESS_NUMBERS = ["MOCHA_WORKER_ID", "JEST_WORKER_ID", "VITEST_POOL_ID", "VITEST_WORKER_ID"];

function keyOf({ project, surroundings, policyPacks }: Asked): string {
  const { gatewayHost: _host, ...place } = surroundings;
  const command = commandOf(project, { ...surroundings, preview: false });
  const variables = Object.entries(command.env).filter(([name]) => !PROCESS_NUMBERS.includes(name));
  return JSON.stringify([project, place, policyPacks, { ...command, env: variables.sort() }]);
}

/** Whether no file was written meanwhile, which may have been read before. */
function isLasting({ contents, startedAt }: Kept): boolean {
  return [...contents.keys()].every((file) => changedAt(file) < startedAt);
}

/** An evaluation as a file holds it. */
async function textOf({ declared, contents, ...others }: Kept): Promise<string> {
  const { evaluation, closures, findings } = declared;
  const maps = { sourceMaps: [...evaluation.sourceMaps], contents: [...contents] };
  return JSON.stringify({ ...others, ...maps, evaluation, closures, findings: await findings });
}

function keptIn(text: string): Kept {
  const { evaluation, closures, findings, sourceMaps, contents, ...others } = JSON.parse(text) as {
    evaluation: Evaluation;
    closures: Declared["closures"];
    findings?: PolicyFinding[];
    sourceMaps: [string, string][];
    contents: [string, string][];
    gatewayHost: string;
    startedAt: number;
  };
  const declared = {
    evaluation: { ...evaluation, sourceMaps: new Map(sourceMaps) },
    closures,
    findings: findings && Promise.resolve(findings),
  };
  return { ...others, declared, contents: new Map(contents) };
}

/** @returns undefined if the program has changed, or is bound to another address. */
async function usable(known: Kept | undefined, gatewayHost: string): Promise<Declared | undefined> {
  return known && (await isUnchanged(known)) ? movedTo(gatewayHost, known) : undefined;
}

async function isUnchanged({ contents }: Kept): Promise<boolean> {
  const now = await hashes([...contents.keys()]);
  return [...now].every(([file, hash]) => contents.get(file) === hash);
}

/**
 * A copy of an evaluation for another address of the gateway.
 * @returns undefined if the program has made something of the address that cannot be replaced.
 */
function movedTo(
  gatewayHost: string,
  { declared, gatewayHost: before }: Kept,
): Declared | undefined {
  const { evaluation } = declared;
  const { resources, outputs } = evaluation;
  const text = JSON.stringify([resources, outputs, [...evaluation.sourceMaps]]);
  const [port] = /\d+$/.exec(before)!;
  const isApart = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  if (gatewayHost !== before && isApart.test(text.replaceAll(before, ""))) return undefined;
  const [movedResources, movedOutputs, sourceMaps] = JSON.parse(
    text.replaceAll(before, gatewayHost),
  ) as [Evaluation["resources"], Evaluation["outputs"], [string, string][]];
  const moved = { resources: movedResources, outputs: movedOutputs };
  return {
    ...declared,
    evaluation: { ...evaluation, ...moved, sourceMaps: new Map(sourceMaps) },
  };
}

/** Milliseconds since 1970; 0 for a file that is gone. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
