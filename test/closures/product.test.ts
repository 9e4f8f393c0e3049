import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { builtinModules } from "node:module";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { bundleClosure } from "pulumi-callback/src/bundle/bundle";
import { createJournal, realClock } from "pulumi-laptop";
import { startDynamoDb } from "pulumi-laptop/src/dynamodb/start";
import type { WebSocketEvent } from "../../handlers/events";
import { filesOf } from "../support/archive";
import { bundled, callInNewProcess, serialized } from "pulumi-callback/test/support/closure";
import { eventOf } from "../handlers/support/handler-events";
import { startManagementServer } from "../handlers/support/management-server";
import { modelOf, tableOf } from "pulumi-laptop/test/support/models";
import { programUnderMocks } from "../support/program-under-mocks";

const CREDENTIALS = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
};

describe("The code that is deployed", () => {
  let code: string;
  let lifecycleCode: string;
  before(async () => {
    const program = await programUnderMocks();
    const codeOf = async (name: string) => {
      const { inputs } = program.only("aws:lambda/function:Function", name);
      return (await filesOf(inputs.code))["index.js"]!;
    };
    code = await codeOf("events");
    lifecycleCode = await codeOf("lifecycle");
  });

  it("takes credentials from the environment and knows no other place", () => {
    const elsewhere = [
      "fromSSO",
      "fromIni",
      "fromProcess",
      "fromTokenFile",
      "fromInstanceMetadata",
      "fromContainerMetadata",
      "169.254.169.254",
    ];
    deepEqual(
      elsewhere.filter((name) => code.includes(name)),
      [],
    );
    ok(code.includes("AWS_SECRET_ACCESS_KEY"));
  });

  it("loads nothing later: there is no import()", () => {
    ok(!/\bimport\(/.test(code));
  });

  it("requires nothing but what Node.js has", () => {
    const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!);
    ok(required.length > 0);
    deepEqual(
      required.filter((name) => !builtinModules.includes(name.replace("node:", ""))),
      [],
    );
  });

  it("connects, broadcasts and disconnects against DynamoDB and the management API", async () => {
    const definition = {
      TableName: "connections",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "connectionId", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "connectionId", AttributeType: "S" }],
    };
    const deps = { clock: realClock, journal: createJournal(realClock) };
    const tables = [tableOf("connections", { definition })];
    const dynamoDb = await startDynamoDb(modelOf({ tables }), deps);
    const management = await startManagementServer();
    // JSON has no functions, so the context's remaining time is added where the code is loaded.
    const withContext = (deployed: string) => `${deployed}
      const { handler: deployed } = module.exports;
      module.exports = { handler: (event) => deployed(event, { getRemainingTimeInMillis: () => 29000 }) };`;
    const statuses = async (deployed: string, ...events: WebSocketEvent[]) => {
      const answers = await callInNewProcess(
        withContext(deployed),
        events.map((event) => [event]),
        {
          ...CREDENTIALS,
          AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
          MANAGEMENT_ENDPOINT: management.endpoint,
          CONNECTIONS_TABLE: "connections",
        },
      );
      return (answers as { statusCode: number }[]).map(({ statusCode }) => statusCode);
    };
    const connects = [eventOf("$connect", "alice"), eventOf("$connect", "bob")];
    deepEqual(await statuses(lifecycleCode, ...connects), [200, 200]);
    const leaving = { ...connects[1]!.requestContext, routeKey: "$disconnect" };
    deepEqual(await statuses(code, eventOf("$default", "alice", "héllo 👋🏽")), [200]);
    deepEqual(await statuses(lifecycleCode, { requestContext: leaving }), [200]);
    const rest = [eventOf("$default", "alice", "-3"), eventOf("unknown", "alice")];
    deepEqual(await statuses(code, ...rest), [200, 500]);
    await management.close();
    await dynamoDb.close();
    deepEqual(management.requests.map(({ url, body }) => `${url} ${body}`).sort(), [
      "/dev/@connections/alice Echo me: -3",
      "/dev/@connections/alice Echo me: héllo 👋🏽",
      "/dev/@connections/bob Echo me: héllo 👋🏽",
    ]);
  });
});

describe("bundleClosure", () => {
  const factory = () => () => new DynamoDBClient({}).config.apiVersion;

  it("gives the same bytes for the same text", async () => {
    equal(await bundled(factory), await bundled(factory));
  });

  it("names a package that is not installed", async () => {
    const text = (await serialized(factory)).replaceAll("@aws-sdk/client-dynamodb", "@shop/absent");
    ok(text.includes("@shop/absent"));
    await rejects(bundleClosure(text, process.cwd(), 24), /Could not resolve "@shop\/absent/);
  });

  it("names an export that a package does not have", async () => {
    const text = (await serialized(factory)).replaceAll("DynamoDBClient", "DynamoDBKlient");
    await rejects(bundleClosure(text, process.cwd(), 24), /"DynamoDBKlient"/);
  });

  it("refuses text that Pulumi's serializer did not write", async () => {
    await rejects(
      bundleClosure("function own() { return 1; }", process.cwd(), 24),
      /^Error: Pulumi's serializer wrote text of an unknown shape: function own/,
    );
  });
});
