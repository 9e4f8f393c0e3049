import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Mutant } from "./mutant";

/**
 * What is wrong with a list of mutants, one sentence for each fault: then sources or tests have changed, and the list
 * has not.
 * @param root of the repository.
 */
export function faultsOf(root: string, mutants: readonly Mutant[]): string[] {
  return mutants.flatMap((mutant) => {
    const fault = faultOf(root, mutant);
    return fault === undefined ? [] : [`${mutant.file}: ${fault}`];
  });
}

function faultOf(root: string, { file, before, after, test }: Mutant): string | undefined {
  if (!existsSync(join(root, file))) return "There is no such file.";
  if (!existsSync(join(root, test))) return `There is no test file "${test}".`;
  const text = readFileSync(join(root, file), "utf8");
  const places = text.split(before).length - 1;
  if (places !== 1) return `It holds ${JSON.stringify(before)} ${places} times, not once.`;
  if (before === after) return `${JSON.stringify(before)} is not changed.`;
  // What does not compile fails every test.
  const { diagnostics = [] } = ts.transpileModule(mutated(text, before, after), {
    fileName: file,
    reportDiagnostics: true,
  });
  if (diagnostics.length > 0) return `It does not compile with ${JSON.stringify(after)}.`;
  return undefined;
}

/** @param after is taken as it is: `$&` and its like mean nothing in it. */
export function mutated(text: string, before: string, after: string): string {
  return text.replace(before, () => after);
}
