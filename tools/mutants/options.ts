import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";
import { MUTANTS } from "./all-mutants";
import type { Mutant } from "./mutant";

export const USAGE = `Usage: npm run mutants -- [--only TEXT] [--json]

Changes the sources in ${MUTANTS.length} small ways, one at a time and in copies, and demands that a test notices each.

  --only TEXT   only mutants with this text in their file, their test or what they break
  --json        prints the results as JSON`;

const commandLine = new CommandLine(
  { only: { type: "string", default: "" }, json: { type: "boolean", default: false } },
  USAGE,
);

export interface MutantsOptions {
  mutants: Mutant[];
  json: boolean;
}

/** @throws UserError for a wrong option, or a text that no mutant has. */
export function parseOptions(argv: string[]): MutantsOptions | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const { only, json } = values;
  const mutants = MUTANTS.filter((mutant) =>
    [mutant.file, mutant.test, mutant.breaks].some((text) => text.includes(only)),
  );
  if (mutants.length === 0) throw commandLine.error(`No mutant has the text "${only}".`);
  return { mutants, json };
}
