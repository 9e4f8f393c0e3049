import { deepEqual } from "node:assert/strict";
import { watchLogs } from "../../../src/iam/access/log-permissions";
import { functionOf, modelOf } from "../../support/models";
import { recordJournal } from "../../support/recorder";

/** What the role of a function is asked for when the function is invoked twice. */
function askedFor(parts: { isTraced?: boolean; declared?: boolean }): string[] {
  const { isTraced = false, declared = true } = parts;
  const greeter = functionOf("", { isTraced });
  const asked: string[] = [];
  const { journal } = recordJournal();
  const logs = watchLogs(journal, (_, action, resource) => asked.push(`${action} ${resource}`));
  const logGroups = declared ? [greeter.logGroup] : [];
  logs.update(modelOf({ functions: [greeter], logGroups }));
  for (const _ of [1, 2]) journal.record("lambda", "invoke", { function: "greeter" });
  logs.close();
  return asked;
}

describe("What Lambda asks a function's role for", () => {
  const group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/greeter";
  const write = [
    `logs:CreateLogStream ${group}:log-stream:stream`,
    `logs:PutLogEvents ${group}:log-stream:stream`,
  ];

  it("is to write the log, once", () => {
    deepEqual(askedFor({}), write);
  });

  it("is to make the log group as well, where the program declares none", () => {
    deepEqual(askedFor({ declared: false }), [
      `logs:CreateLogGroup ${group}:log-stream:`,
      ...write,
    ]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
  it("is to send traces as well, where the function is traced", () => {
    deepEqual(askedFor({ isTraced: true }), [
      ...write,
      "xray:PutTraceSegments *",
      "xray:PutTelemetryRecords *",
    ]);
  });
});
