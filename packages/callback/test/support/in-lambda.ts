import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { bundleClosure } from "../../src/bundle/bundle";
import { serializeClosure } from "../../src/serialize/serialize";

/** A function, or in the factory form one that makes it, that a program hands to Pulumi. */
export interface Form {
  closure: (...args: never[]) => unknown;
  form?: "factory" | "callback";
}

export interface Serialized {
  /** Pulumi's text, or undefined if it refuses the closure. */
  text: string | undefined;
  containsSecrets: boolean;
}

export async function serialize({ closure, form = "callback" }: Form): Promise<Serialized> {
  try {
    const { text, containsSecrets } = await serializeClosure(closure, {
      form,
      functions: [],
      copies: new Map(),
      allowSecrets: true,
    });
    return { text, containsSecrets };
  } catch {
    return { text: undefined, containsSecrets: false };
  }
}

export async function bundled(text: string): Promise<string> {
  return (await bundleClosure(text, process.cwd(), 20)).code;
}

/** What two calls of the closure answer in this process. */
export async function liveOutcome({ closure, form }: Form): Promise<string> {
  const handler: unknown = form === "factory" ? closure() : closure;
  return outcomeOf(() => handler);
}

/**
 * What two calls of each text's handler answer in a fresh process.
 * @param packages those that it finds installed.
 */
export async function outcomesInFreshProcess(
  texts: Map<string, string>,
  packages: string[] = [],
): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "closures-"));
  for (const name of packages) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve("node_modules", name), link);
  }
  const names = [...texts.keys()];
  names.forEach((name, i) => writeFileSync(join(folder, `${i}.js`), texts.get(name)!));
  const script = join(__dirname, "call-all.cjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder], {
    env: { PATH: process.env.PATH },
  });
  rmSync(folder, { recursive: true });
  const outcomes = JSON.parse(stdout.trim().split("\n").pop()!) as Record<string, string>;
  return new Map(names.map((name, i) => [name, outcomes[`${i}.js`]!]));
}

// oxlint-disable-next-line typescript/no-require-imports -- the fresh process needs it without a compiler
const { outcomeOf } = require("./outcome.cjs") as {
  outcomeOf(load: () => unknown): Promise<string>;
};
