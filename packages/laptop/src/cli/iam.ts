import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { CommandLine } from "./options/command-line";
import { UserError } from "../shared/errors";
import type { JournalEntry } from "../shared/journal";
import { reportUnused, usageReport } from "../iam/usage/report";
import { UsageReader } from "../iam/usage/usage";

const USAGE = `Usage: pulumi-laptop iam --journal FILE [--json]

  --journal FILE   the journal of a run: pulumi-laptop start --journal FILE
  --json           print what was used and what was not as JSON`;

const OPTIONS = {
  journal: { type: "string" },
  json: { type: "boolean", default: false },
} as const;
const commandLine = new CommandLine(OPTIONS, USAGE);

/** `pulumi-laptop iam`: what the roles of a run were granted and never used. */
export async function iam(argv: string[]): Promise<void> {
  console.log(await answer(argv));
}

async function answer(argv: string[]): Promise<string> {
  const values = commandLine.read(argv);
  if (values === "help") return USAGE;
  if (values.journal === undefined) throw commandLine.error("Missing --journal FILE.");
  const usage = await readJournal(values.journal);
  if (values.json) return JSON.stringify(usageReport(usage), undefined, 2);
  const lines = reportUnused(usage);
  const observed = `as observed from ${usage.span.from} to ${usage.span.to}`;
  return lines.length === 0
    ? `Everything granted was used by the functions that ran, ${observed}.`
    : [`Granted and never used, ${observed}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** @throws UserError for a file that is not the journal of a run. */
export async function readJournal(path: string): Promise<UsageReader> {
  const usage = new UsageReader();
  const fail = (why: string): never => {
    throw new UserError("USAGE", `The journal "${path}" ${why}`);
  };
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      number++;
      if (line !== "") usage.read(JSON.parse(line) as JournalEntry);
    }
    // Fails here if what was granted is no list of statements.
    usage.unused();
  } catch (error) {
    const where = error instanceof SyntaxError ? `line ${number}: ` : "";
    fail(`cannot be read: ${where}${(error as Error).message}.`);
  }
  if (!usage.hasGrants)
    fail("names no role. Give one that pulumi-laptop start wrote from the start of a run.");
  return usage;
}
