import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { printCost } from "./print";

/** `npm run cost`: what a month costs at AWS's list prices. */
try {
  console.log(printCost(process.argv.slice(2)));
} catch (error) {
  process.exitCode = reportError(error);
}
