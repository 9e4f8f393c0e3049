import type { Measured } from "./measured";

/** US dollars in us-east-1 for the first units of a month. tools/cost/prices.json has the sources. */
export const DOLLARS = {
  message: 1.0 / 1e6,
  invocation: 0.2 / 1e6,
  /** On arm64. */
  gbSecond: 0.0000133334,
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
};

/**
 * A graph of what a stack costs, as metric math over what it used.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function costOf({
  stage,
  functions,
  tables,
}: Pick<Measured, "stage" | "functions" | "tables">): unknown[][] {
  const metrics: unknown[][] = [];
  const terms: string[] = [];
  const add = (dollars: number, ...metric: string[]) => {
    const id = `m${metrics.length}`;
    metrics.push([...metric, { id, stat: "Sum", visible: false }]);
    // A metric without a value in an hour is nothing used.
    terms.push(`FILL(${id}, 0) * ${dollars.toFixed(15)}`);
  };
  add(DOLLARS.message, "AWS/ApiGateway", "MessageCount", "ApiId", stage.apiId, "Stage", stage.name);
  for (const { functionName, memorySize = 128 } of functions) {
    const dimension = ["FunctionName", functionName];
    add(DOLLARS.invocation, "AWS/Lambda", "Invocations", ...dimension);
    // Duration is in milliseconds.
    const dollars = (DOLLARS.gbSecond * memorySize) / 1024 / 1000;
    add(dollars, "AWS/Lambda", "Duration", ...dimension);
  }
  for (const table of tables) {
    add(DOLLARS.readUnit, "AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", table);
    add(DOLLARS.writeUnit, "AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", table);
  }
  return [[{ expression: terms.join(" + "), id: "dollars", label: "dollars" }], ...metrics];
}
