import { deepEqual } from "node:assert/strict";
import { broadcast } from "../../handlers/broadcast/broadcast";
import { connect } from "../../handlers/connect";
import { disconnect } from "../../handlers/disconnect";
import { dynamoConnectionStore } from "../../handlers/stores/dynamodb/dynamo-connection-store";
import type { Route, WebSocketEvent } from "../../handlers/events";
import {
  isGone,
  managementApi,
  type ManagementApi,
} from "../../handlers/management/management-api";
import { memoryConnectionStore } from "../../handlers/stores/memory/memory-connection-store";
import { parseInteger } from "../../handlers/parse-integer";
import { webSocketHandler } from "../../handlers/web-socket-handler";
import { bundled, callInNewProcess } from "pulumi-callback/test/support/closure";
import { recordConsole, restoreConsole } from "../handlers/support/console";
import { eventOf as newEventOf } from "../handlers/support/handler-events";
import { startManagementServer } from "../handlers/support/management-server";

type Factory = () => (...args: never[]) => unknown;

const CONTEXT = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 29_000 };

/** Calls a route for each event, and tells what it answered, posted and stored. */
async function outcomeOf(events: WebSocketEvent[]) {
  const store = memoryConnectionStore(2);
  const posts: string[] = [];
  const gateway: ManagementApi = {
    async post(connectionId, message) {
      posts.push(`${connectionId}: ${message}`);
    },
    async close(connectionId) {
      posts.push(`${connectionId} is closed`);
    },
    prepare: (message) => async (connectionId) => {
      if (connectionId === "gone") return { status: 410, errorType: "GoneException" };
      posts.push(`${connectionId}: ${message}`);
      return { status: 200, errorType: "" };
    },
  };
  const routes: Record<string, Route> = {
    $connect: connect(store),
    $disconnect: disconnect(store),
    $default: broadcast(store, gateway),
  };
  const answers = [];
  for (const event of events) answers.push(await webSocketHandler(routes)(event, CONTEXT));
  const stored = [];
  for await (const page of store.list()) stored.push(page);
  return { answers, posts: posts.sort(), stored };
}

/** When everyone connected. A post to who connected just now, and is gone, would be repeated for half a minute. */
const CONNECTED_AT = Date.now() - 3_600_000;

function eventOf(...args: Parameters<typeof newEventOf>): WebSocketEvent {
  const event = newEventOf(...args);
  return { ...event, requestContext: { ...event.requestContext, connectedAt: CONNECTED_AT } };
}

const connectAll = ["alice", "bob", "gone"].map((id) => eventOf("$connect", id));

/** Each handler with the arguments of a call. */
const HANDLERS: Record<string, [Factory, ...unknown[]]> = {
  connect: [() => outcomeOf, connectAll],
  disconnect: [() => outcomeOf, [...connectAll, eventOf("$disconnect", "bob")]],
  broadcast: [
    () => outcomeOf,
    [...connectAll, eventOf("$default", "alice", "héllo 👋🏽"), eventOf("$default", "bob", "99")],
  ],
  webSocketHandler: [() => outcomeOf, [eventOf("constructor", "alice"), ...connectAll]],
  parseInteger: [
    () => (texts: string[]) => texts.map((text) => parseInteger(text) ?? "none"),
    ["3", "+3", "-5", "3a", " 3", "9223372036854775808"],
  ],
  isGone: [
    () => (errors: unknown[]) => errors.map(isGone),
    [{ name: "GoneException" }, { $metadata: { httpStatusCode: 410 } }, { name: "Other" }],
  ],
};

describe("A handler, serialized, bundled and loaded, answers as the live one does:", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  for (const [name, [factory, ...args]] of Object.entries(HANDLERS)) {
    it(name, async () => {
      const [answer] = await callInNewProcess(await bundled(factory), [args]);
      deepEqual(answer, JSON.parse(JSON.stringify(await factory()(...(args as never[])))));
    });
  }

  it("dynamoConnectionStore, and managementApi, which call AWS where the environment says", async () => {
    const aws = await startManagementServer();
    const code = await bundled(() => {
      const store = dynamoConnectionStore();
      const gateway = managementApi();
      return async (connectionId: string) => {
        await store.remove({ connectionId, connectedAt: 1 });
        await gateway.post(connectionId, "héllo");
      };
    });
    await callInNewProcess(code, [["alice"]], {
      AWS_ENDPOINT_URL_DYNAMODB: new URL(aws.endpoint).origin,
      MANAGEMENT_ENDPOINT: aws.endpoint,
      CONNECTIONS_TABLE: "connections",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    await aws.close();
    deepEqual(aws.requests, [
      {
        method: "POST",
        url: "/",
        body: `{"TableName":"connections","Key":{"connectionId":{"S":"alice"}},"ConditionExpression":"connectedAt = :connectedAt","ExpressionAttributeValues":{":connectedAt":{"N":"1"}}}`,
      },
      { method: "POST", url: "/dev/@connections/alice", body: "héllo" },
    ]);
  });
});
