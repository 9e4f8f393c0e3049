import { billOf, type BillLine } from "./bill";
import { parseCostOptions, USAGE } from "./options";
import prices from "./prices.json";

/**
 * What `npm run cost` prints.
 * @throws UserError that names the option and the way out.
 */
export function printCost(argv: string[]): string {
  const options = parseCostOptions(argv);
  if (options === "help") return USAGE;
  const { region, asOf, currency } = prices;
  const bill = billOf(options.load, prices);
  if (options.json)
    return JSON.stringify({ region, asOf, currency, load: options.load, ...bill }, null, 2);
  return [
    ...bill.lines.map(lineOf),
    `${"".padEnd(WIDTH)}${money(bill.dollars)} a month`,
    "",
    `List prices of ${region}, ${asOf}, without free tiers: tools/cost/prices.json.`,
  ].join("\n");
}

const NAMES: Record<BillLine["meter"], string> = {
  messages: "API Gateway, messages",
  connectionMinutes: "API Gateway, connections",
  invocations: "Lambda, invocations",
  gbSeconds: "Lambda, duration",
  writeUnits: "DynamoDB, writes",
  readUnits: "DynamoDB, reads",
  logGb: "CloudWatch, logs",
  transferGb: "Data transfer",
};
const NAME_WIDTH = 26;
const QUANTITY_WIDTH = 14;
const UNIT_WIDTH = 30;
const WIDTH = NAME_WIDTH + QUANTITY_WIDTH + UNIT_WIDTH;

function lineOf({ meter, quantity, unit, dollars }: BillLine): string {
  const name = NAMES[meter].padEnd(NAME_WIDTH);
  const amount = quantity.toLocaleString("en-US", { maximumFractionDigits: 2 });
  return `${name}${amount.padStart(QUANTITY_WIDTH)} ${unit.padEnd(UNIT_WIDTH - 1)}${money(dollars)}`;
}

function money(dollars: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `$${dollars.toLocaleString("en-US", digits).padStart(11)}`;
}
