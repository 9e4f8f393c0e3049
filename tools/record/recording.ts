import { readFileSync } from "node:fs";
import { UserError } from "pulumi-laptop/src/shared/errors";

/** What was observed in one run. Account, hosts and IDs are masked. */
export interface Recording {
  recorder: 1;
  /** When it began, ISO 8601. */
  recordedAt: string;
  /** AWS, as far as the host name tells. */
  of: "aws" | "laptop" | "elsewhere";
  seconds: number;
  /** By the name of the case, the lines that were observed. */
  cases: Record<string, string[]>;
}

/**
 * Reads a recording, whoever wrote it.
 * @throws UserError that names the file and what is wrong with it.
 */
export function readRecording(file: string): Recording {
  const refuse = (why: string) =>
    new UserError("USAGE", `"${file}" ${why} Record one with npm run record -- --url URL.`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw refuse(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
  let found: Partial<Recording> | null;
  try {
    found = JSON.parse(text) as typeof found;
  } catch {
    throw refuse("is not JSON.");
  }
  if (typeof found !== "object" || found === null || !("recorder" in found))
    throw refuse("is no recording.");
  if (found.recorder !== 1) throw refuse("is of another version of the recorder.");
  const { recordedAt, of, cases } = found;
  if (typeof recordedAt !== "string" || Number.isNaN(Date.parse(recordedAt)))
    throw refuse('has no time in "recordedAt".');
  if (of !== "aws" && of !== "laptop" && of !== "elsewhere")
    throw refuse('does not say in "of" what was recorded: aws, laptop or elsewhere.');
  if (typeof cases !== "object" || cases === null || Array.isArray(cases))
    throw refuse('has no object "cases".');
  for (const [name, lines] of Object.entries(cases))
    if (!Array.isArray(lines) || !lines.every((line) => typeof line === "string"))
      throw refuse(`has in case "${name.slice(0, 100)}" no list of texts.`);
  return found as Recording;
}
