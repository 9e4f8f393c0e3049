import type { Journal } from "../shared/journal";
import type { LambdaFunction } from "../model/model";

const reportedRuntimes = new WeakMap<Journal, Set<string>>();

/** Reports each runtime once whose Node.js version differs from the one on this machine. */
export function reportNodeVersion(functions: LambdaFunction[], journal: Journal): void {
  const runtimes = reportedRuntimes.get(journal) ?? new Set<string>();
  reportedRuntimes.set(journal, runtimes);
  const local = process.versions.node.split(".")[0];
  for (const { runtime } of functions) {
    if (!runtime.startsWith("nodejs") || runtimes.has(runtime)) continue;
    runtimes.add(runtime);
    if (runtime === `nodejs${local}.x`) continue;
    const message = `Functions of the runtime "${runtime}" run on Node.js ${local} here.`;
    journal.record("lambda", "nodeVersion", { runtime, message });
  }
}
