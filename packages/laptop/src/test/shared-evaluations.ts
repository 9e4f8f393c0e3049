import { statSync } from "node:fs";
import type { Asked, Declared, FindDeclared } from "../load";
import type { Evaluation } from "../program/evaluate";
import { commandOf } from "../program/process/program-process";
import { hashes } from "../program/watch";

interface Kept {
  declared: Declared;
  /** `HOST:PORT` of the gateway that the program was evaluated for. */
  gatewayHost: string;
  /** The content of the program's files, by path. */
  contents: Map<string, string>;
}

/** By what decides how a program is evaluated, beside its files. */
const kept = new Map<string, Promise<Kept>>();

/** Answers with an earlier evaluation of the same program in this process, unless one of its files has changed. */
export const shareEvaluations: FindDeclared = async (asked, evaluateNow) => {
  const { gatewayHost } = asked.surroundings;
  const key = keyOf(asked);
  const pending = kept.get(key);
  if (pending) {
    const known = await pending.catch(() => undefined);
    const moved = known && (await isUnchanged(known)) && movedTo(gatewayHost, known);
    if (moved) return moved;
  }
  const startedAt = Date.now();
  const making = evaluateNow().then(async (declared) => {
    const contents = await hashes(declared.evaluation.files);
    return { declared, gatewayHost, contents };
  });
  kept.set(key, making);
  const forget = () => void (kept.get(key) === making && kept.delete(key));
  making.catch(forget);
  const made = await making;
  made.declared.findings?.catch(forget);
  // What was written meanwhile may have been read before.
  if ([...made.contents.keys()].some((file) => changedAt(file) >= startedAt)) forget();
  return movedTo(gatewayHost, made) ?? made.declared;
};

function keyOf({ project, surroundings, policyPacks }: Asked): string {
  const { gatewayHost: _host, ...place } = surroundings;
  const command = commandOf(project, { ...surroundings, preview: false });
  return JSON.stringify([project, place, policyPacks, command]);
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
