import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { UserError } from "pulumi-laptop/src/shared/errors";
import { remarksInSources } from "../docs/remarks";
import { CASES } from "./cases/all-cases";
import { compare, comparisonText, expectedOf } from "./compare";
import { defaultFile, parseRecordOptions, USAGE, type CompareOptions } from "./options";
import { announce, planOf } from "./plan";
import { readRecording } from "./recording";
import { recordCases } from "./record";

/** What shells give for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const names = CASES.map(({ name }) => name);
  const options = parseRecordOptions(process.argv.slice(2), names);
  if (options === "help") return console.log(USAGE);
  if ("compare" in options) return showComparison(options);
  const { url, only, slow, json } = options;
  const cases = CASES.filter(({ name, slowMs }) =>
    only.length > 0 ? only.includes(name) : slow || slowMs === undefined,
  );
  // Beside the result, which may be read by a program.
  const plan = planOf(cases);
  console.error(announce(plan, url.host));
  const over = new AbortController();
  process.once("SIGINT", () => over.abort());
  const { isTTY } = process.stderr;
  const { recording, notSigned } = await recordCases(options, cases, over.signal, (progress) => {
    const { name, done, of } = progress;
    if (isTTY) process.stderr.write(`\r\x1b[K${done} of ${of}: ${name}`);
  });
  if (isTTY) process.stderr.write("\r\x1b[K");
  const file = options.out ?? defaultFile(recording.recordedAt, recording.of);
  write(file, `${JSON.stringify(recording, null, 2)}\n`);
  const recorded = Object.keys(recording.cases).length;
  if (json) console.log(JSON.stringify({ plan, file, recorded, notSigned }, null, 2));
  else console.log(`${recorded} cases in ${recording.seconds} s: ${file}`);
  if (notSigned.length > 0)
    console.error(
      `${notSigned.length} cases were left out, because nothing signs calls of the management API. Give credentials with --profile, or the program that runs here with --program.`,
    );
  // Connections may be open, and timers run.
  if (over.signal.aborted) process.exit(INTERRUPTED);
}

function showComparison({ compare: files, json }: CompareOptions): void {
  const [left, right = expectedOf(CASES)] = files.map((file) => {
    const { of, recordedAt, cases } = readRecording(file);
    return { name: `${of} ${recordedAt.slice(0, 10)}`, cases };
  });
  const rows = compare(left!, right, CASES, remarksInSources());
  console.log(json ? JSON.stringify(rows, null, 2) : comparisonText(rows, left!, right));
  if (rows.some(({ different }) => different.length > 0)) process.exitCode = 1;
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError("USAGE", `"${file}" cannot be written: ${(error as Error).message}`);
  }
}

main().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
