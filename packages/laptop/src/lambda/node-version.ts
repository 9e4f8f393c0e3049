import type { Journal } from "../shared/journal";
import type { LambdaFunction } from "../model/model";

const told = new WeakMap<Journal, Set<string>>();

/** Says once for each runtime that this computer has another Node.js than AWS would run. */
export function tellNodeVersion(functions: LambdaFunction[], journal: Journal): void {
  const runtimes = told.get(journal) ?? new Set<string>();
  told.set(journal, runtimes);
  const local = process.versions.node.split(".")[0];
  for (const { runtime } of functions) {
    if (runtimes.has(runtime)) continue;
    runtimes.add(runtime);
    if (runtime === `nodejs${local}.x`) continue;
    const message = `Functions of the runtime "${runtime}" run on Node.js ${local} here.`;
    journal.record("lambda", "nodeVersion", { runtime, message });
  }
}
