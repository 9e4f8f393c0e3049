import { deepEqual } from "node:assert/strict";
import { programUnderMocks, type ProgramUnderMocks } from "../support/program-under-mocks";

const ACCOUNT = "123456789012";

describe("The publisher", () => {
  let program: ProgramUnderMocks;
  before(async () => {
    program = await programUnderMocks({ config: { publisher: "true", alarms: "true" } });
  });

  it("may list connections, post to them and pass them on, and nothing else", () => {
    const { policy } = program.only("aws:iam/rolePolicy:RolePolicy", "publisher").inputs;
    const { Statement } = policy as { Statement: { Action: string[]; Resource: unknown }[] };
    deepEqual(
      Statement.filter(({ Action }) => !Action[0]!.startsWith("logs:")).map(
        ({ Action, Resource }) => `${Action.join(" ")} ${String(Resource)}`,
      ),
      [
        `execute-api:ManageConnections arn:aws:execute-api:us-east-1:${ACCOUNT}:api/dev/POST/@connections/*`,
        `lambda:InvokeFunction arn:aws:lambda:us-east-1:${ACCOUNT}:function:fan-out-name`,
        `dynamodb:Scan dynamodb:GetItem dynamodb:DeleteItem arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/connections-name`,
      ],
    );
    deepEqual(program.outputs.publisherName, "publisher-name");
  });

  it("is watched, as whoever invokes it asynchronously hears of no failure", () => {
    const alarms = program.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);
    deepEqual(
      alarms.filter((name) => name.includes("publisher")),
      ["errors", "throttles", "duration"].map((kind) => `alarms-publisher-${kind}`),
    );
  });

  it("lets nobody invoke it who has no permission of its own", () => {
    const permitted = program
      .all("aws:lambda/permission:Permission")
      .map(({ inputs }) => inputs.function);
    deepEqual(permitted.sort(), ["events-name", "lifecycle-name"]);
  });
});
