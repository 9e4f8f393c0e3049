import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { parseOptions, USAGE } from "./options";
import { printBroadcast, printTable } from "./print";

/** `npm run -w tools simulate`: how long a broadcast takes on AWS, and what it costs. */
try {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") console.log(USAGE);
  else console.log(options.table ? printTable(options.scenario) : printBroadcast(options.scenario));
} catch (error) {
  process.exitCode = reportError(error);
}
