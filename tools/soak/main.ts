import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { parseSoakOptions, USAGE } from "./options";
import { HEADING, lineOf } from "./print";
import { Service } from "./service";
import { soak, type Progress } from "./soak";
import { judge } from "./verdict";

/** A line of the curve for each minute; a short soak has at least so many. */
const LINE = { ms: 60_000, atLeast: 4 };

/** Returns to the start of the line and clears it. */
const CLEAR = "\r\u001b[K";

/** `npm run soak`: ends with 1 if something grew or was lost. */
async function main(): Promise<number> {
  const options = parseSoakOptions(process.argv.slice(2));
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const service = await Service.start();
  const end = (signal: NodeJS.Signals) => {
    void service.stop().finally(() => process.kill(process.pid, signal));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
  try {
    console.log(HEADING);
    const outcome = await soak(service, options, curve(options.durationMs));
    const { passed, sentences } = judge(outcome);
    const { killed, missedOfKilled, repeatedOfKilled } = outcome;
    console.log(`\n${sentences.join("\n")}`);
    console.log(
      `${killed} broadcasts lost their environment: ${missedOfKilled} copies missing, ${repeatedOfKilled} again.`,
    );
    console.log(passed ? "Passed." : "Failed.");
    return passed ? 0 : 1;
  } finally {
    await service.stop();
  }
}

/** Prints a line for each minute, and on a terminal the latest figures below. */
function curve(durationMs: number): (progress: Progress) => void {
  const periodMs = Math.min(LINE.ms, durationMs / LINE.atLeast);
  let lines = 0;
  return (progress) => {
    const { isTTY } = process.stdout;
    const isDue = progress.elapsedMs >= (lines + 1) * periodMs;
    if (isDue) lines++;
    if (isTTY) process.stdout.write(CLEAR + lineOf(progress) + (isDue ? "\n" : ""));
    else if (isDue) console.log(lineOf(progress));
  };
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => process.exit(reportError(error)),
);
