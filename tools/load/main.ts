import { writeFileSync } from "node:fs";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { UserError } from "pulumi-laptop/src/shared/errors";
import { parseLoadOptions, USAGE, type LoadOptions } from "./options";
import { announce, planOf, refuseForeign } from "./plan";
import { plotOf } from "./plot";
import { reportOf, textOf } from "./report";
import { runLoad } from "./run";

async function main(): Promise<void> {
  const options = parseLoadOptions(process.argv.slice(2));
  if (options === "help") return console.log(USAGE);
  const plan = planOf(options);
  refuseForeign(options, plan);
  // Beside the report, which may be read by a program.
  console.error(announce(options, plan));
  const { isTTY } = process.stderr;
  const result = await runLoad(options, ({ open, sent, received }) => {
    if (isTTY) process.stderr.write(`\r\x1b[K${open} open, ${sent} sent, ${received} received`);
  });
  if (isTTY) process.stderr.write("\r\x1b[K");
  const report = reportOf(result);
  writePlot(options, report);
  console.log(
    options.json ? JSON.stringify({ plan, ...report }, null, 2) : textOf(report, options),
  );
  if (report.lost > 0 || report.opened < options.connections) process.exitCode = 1;
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
