import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { realClock } from "../src/shared/clock";
import type { LambdaFunction, Role } from "../src/model/model";
import { startServices, type Services } from "../src/services";
import { functionOf, modelOf, tableOf } from "./support/models";
import { recordJournal } from "./support/recorder";
import { allow, roleOf } from "./support/roles";

const SDK = JSON.stringify(require.resolve("@aws-sdk/client-dynamodb"));
/** Answers with the number of items in the table, or with the name of the error. */
const COUNTING = `
  const { DynamoDBClient, ScanCommand } = require(${SDK});
  const client = new DynamoDBClient({});
  exports.handler = () =>
    client.send(new ScanCommand({ TableName: "connections" })).then(
      ({ Count }) => Count,
      ({ name }) => name,
    );
`;
const READER = roleOf([allow("dynamodb:Scan")]);
const NOBODY = roleOf([]);

describe("a change of the program", () => {
  let services: Services;
  const modelWith = (role: Role, code?: LambdaFunction["code"]) =>
    modelOf({
      tables: [tableOf("connections")],
      roles: [role],
      functions: [
        functionOf(COUNTING, { roleArn: role.arn, timeoutMs: 20_000, ...(code && { code }) }),
      ],
    });
  beforeEach(async () => {
    const { journal } = recordJournal(realClock);
    services = await startServices(modelWith(READER), {
      programDirectory: __dirname,
      issuerKeyPath: join(__filename, "none"),
      server: createServer(),
      isForPage: () => false,
      settled: () => undefined,
      clock: realClock,
      journal,
    });
  });
  afterEach(() => services.close());

  const count = async () => {
    const { payload } = await services.lambda.invoke("greeter", "{}");
    return JSON.parse(payload) as unknown;
  };

  it("takes over the roles with the functions", async () => {
    assert.equal(await count(), 0);
    await services.update(modelWith(NOBODY));
    assert.equal(await count(), "AccessDeniedException");
  });

  it("leaves the roles as they are when a function's code cannot be read", async () => {
    const code = { path: "no-such-file.zip" };
    await assert.rejects(services.update(modelWith(NOBODY, code)), /no-such-file\.zip/);
    assert.equal(await count(), 0);
  });
});
