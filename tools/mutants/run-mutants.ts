import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { copyRepository } from "./copy";
import { mutated } from "./faults";
import type { Mutant, Result } from "./mutant";
import { runTestFile, type TestRun } from "./run-test-file";

/** With a mutant, a test may take so many times as long as all tests of its file without it. */
const TIMES_AS_LONG = 4;
const SHORTEST_TIMEOUT_MS = 10_000;

export interface RunMutantsOptions {
  /** The folder of the repository. Only copies of it are changed. */
  root: string;
  mutants: readonly Mutant[];
  /** Stops: what runs is ended, and the copies are removed. */
  signal: AbortSignal;
  /** Called after each of `testsOf` that has run without a mutant. */
  onTest(): void;
  /** Called after each mutant. */
  onResult(result: Result): void;
}

/**
 * Runs the test file of each mutant, once without and once with it, on all processors.
 * @returns the results in the order of the mutants; of those that were tried, if it is stopped.
 */
export async function runMutants(options: RunMutantsOptions): Promise<Result[]> {
  const { root, mutants, signal, onTest, onResult } = options;
  // Within the repository, so that the copies find its packages.
  const folder = mkdtempSync(join(root, ".mutants-"));
  try {
    const count = Math.min(availableParallelism(), mutants.length);
    const copies = Array.from({ length: count }, (_, i) => join(folder, String(i)));
    for (const copy of copies) copyRepository(root, copy);

    const unchanged = new Map<string, TestRun>();
    const tests = new Map(mutants.map((mutant) => [testsOf(mutant), mutant]));
    await share([...tests], copies, signal, async ([key, chosen], copy) => {
      const run = await runTestFile(copy, chosen, { signal });
      if (signal.aborted) return;
      unchanged.set(key, run);
      onTest();
    });

    const results = new Map<Mutant, Result>();
    const timeOf = (mutant: Mutant) => unchanged.get(testsOf(mutant))?.ms ?? 0;
    const slowestFirst = [...mutants].sort((a, b) => timeOf(b) - timeOf(a));
    await share(slowestFirst, copies, signal, async (mutant, copy) => {
      const result = await tryMutant(mutant, copy, unchanged.get(testsOf(mutant))!, signal);
      if (signal.aborted) return;
      results.set(mutant, result);
      onResult(result);
    });
    return mutants.flatMap((mutant) => results.get(mutant) ?? []);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The tests of a mutant, as a text: those of several mutants may be the same. */
export function testsOf({ test, title = "" }: Mutant): string {
  return `${test} ${title}`;
}

async function tryMutant(
  mutant: Mutant,
  copy: string,
  unchanged: TestRun,
  signal: AbortSignal,
): Promise<Result> {
  if (unchanged.outcome !== "passed") {
    const by = `Without the mutant, "${mutant.test}" does not pass: ${unchanged.reason}`;
    return { mutant, verdict: "not run", by, ms: 0 };
  }
  const path = join(copy, mutant.file);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, mutated(text, mutant.before, mutant.after));
  // Many a mutant makes a test wait for what never comes.
  const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, TIMES_AS_LONG * unchanged.ms);
  const { outcome, reason, ms } = await runTestFile(copy, mutant, { signal, timeoutMs });
  writeFileSync(path, text);
  const verdicts = { passed: "survived", failed: "caught", none: "not run" } as const;
  return { mutant, verdict: verdicts[outcome], by: reason, ms };
}

/** Works off a list, in each copy one at a time. */
async function share<T>(
  list: readonly T[],
  copies: readonly string[],
  signal: AbortSignal,
  work: (one: T, copy: string) => Promise<void>,
): Promise<void> {
  const left = [...list];
  const workIn = async (copy: string) => {
    while (left.length > 0 && !signal.aborted) await work(left.shift()!, copy);
  };
  await Promise.all(copies.map(workIn));
}
