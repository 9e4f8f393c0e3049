import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { UserError } from "../errors";
import type { JournalEntry } from "../journal";
import { reportUnused, usageReport } from "./report";
import { UsageReader } from "./usage";

const USAGE = `Usage: npm run iam -- --journal FILE [--json]

  --journal FILE   the journal of a run: npm start -- --journal FILE
  --json           print what was used and what was not as JSON`;

/** `npm run iam`: what the roles of a run were granted and never used. */
async function main(argv: string[]): Promise<string> {
  const { journal, json, help } = parse(argv);
  if (help) return USAGE;
  if (journal === undefined) throw new UserError("USAGE", `Which journal?\n\n${USAGE}`);
  const usage = await readJournal(journal);
  if (json) return JSON.stringify(usageReport(usage), undefined, 2);
  const lines = reportUnused(usage);
  const observed = `as observed from ${usage.span.from ?? "-"} to ${usage.span.to ?? "-"}`;
  return lines.length === 0
    ? `Everything granted was used, ${observed}.`
    : [`Granted and never used, ${observed}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function parse(argv: string[]) {
  try {
    const options = {
      journal: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args: argv, options }).values;
  } catch (error) {
    throw new UserError("USAGE", `${(error as Error).message}\n\n${USAGE}`);
  }
}

async function readJournal(path: string): Promise<UsageReader> {
  const usage = new UsageReader();
  const file = createReadStream(path);
  let number = 0;
  try {
    for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
      number++;
      if (line !== "") usage.read(JSON.parse(line) as JournalEntry);
    }
  } catch (error) {
    const where = error instanceof SyntaxError ? `, line ${number}` : "";
    const message = (error as Error).message;
    throw new UserError("USAGE", `The journal "${path}"${where} cannot be read: ${message}.`);
  }
  if (number === 0) throw new UserError("USAGE", `The journal "${path}" is empty.`);
  return usage;
}

main(process.argv.slice(2)).then(console.log, (error: unknown) => {
  const isUsers = error instanceof UserError;
  console.error(isUsers ? error.message : error);
  process.exitCode = isUsers ? error.exitCode : 1;
});
