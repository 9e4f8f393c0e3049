import { writeFileSync } from "node:fs";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { UserError } from "pulumi-laptop/src/shared/errors";
import { parseLoadOptions, USAGE, type LoadOptions } from "./options";
import { announce, planOf, refuseForeign } from "./plan";
import { plotOf } from "./plot";
import { reportOf, textOf } from "./report";
import { runLoad } from "./run";

/** What shells give for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const options = parseLoadOptions(process.argv.slice(2));
  if (options === "help") return console.log(USAGE);
  const plan = planOf(options);
  refuseForeign(options, plan);
  // Beside the report, which may be read by a program.
  console.error(announce(options, plan));
  const { isTTY } = process.stderr;
  const stopped = new AbortController();
  process.on("SIGINT", () => {
    if (stopped.signal.aborted) process.exit(INTERRUPTED);
    console.error("\nStopping. Ctrl-C again ends without a report.");
    stopped.abort();
  });
  const result = await runLoad(options, stopped.signal, ({ open, sent, received }) => {
    if (isTTY) process.stderr.write(`\r\x1b[K${open} open, ${sent} sent, ${received} received`);
  });
  if (isTTY) process.stderr.write("\r\x1b[K");
  const report = reportOf(result);
  writePlot(options, report);
  console.log(
    options.json ? JSON.stringify({ plan, ...report }, null, 2) : textOf(report, options),
  );
  const isCut = Object.keys(report.closes).length > 0;
  if (report.lost > 0 || report.opened < options.connections || isCut) process.exitCode = 1;
  if (stopped.signal.aborted) process.exitCode = INTERRUPTED;
}

function writePlot({ plot }: LoadOptions, report: Parameters<typeof plotOf>[0]): void {
  if (plot === undefined) return;
  try {
    writeFileSync(plot, plotOf(report));
  } catch (error) {
    throw new UserError("USAGE", `"${plot}" cannot be written: ${(error as Error).message}`);
  }
}

main().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
