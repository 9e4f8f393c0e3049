import { parseOptions } from "../simulate/options";
import { printTable } from "../simulate/print";
import { withBlock } from "./page";

export const PERFORMANCE_PAGE = "docs/performance.md";

/** docs/performance.md with the table that `npm run -w tools simulate -- --table` prints. */
export function performancePage(): Promise<string> {
  const options = parseOptions(["--table"]);
  if (options === "help") throw new Error('"--table" asks for no help.');
  return withBlock(PERFORMANCE_PAGE, "broadcasts", printTable(options.scenario));
}
