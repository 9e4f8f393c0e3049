import { deepEqual, equal, rejects } from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Connection } from "../../../../handlers/stores/connection-store";
import { dynamoConnectionStore } from "../../../../handlers/stores/dynamodb/dynamo-connection-store";
import { restoreEnvironment, setEnvironment } from "../../support/environment";

const ALICE = { connectionId: "alice", connectedAt: 1 };
const BOB = { connectionId: "bob", connectedAt: 2 };
const KEY = { connectionId: { S: "alice" } };

type Answer = (response: ServerResponse) => void;

const answer =
  (status: number, body: object): Answer =>
  (response) => {
    const headers = { "content-type": "application/x-amz-json-1.0" };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };

const fault = (status: number, type: string) =>
  answer(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}` });

function page(connections: Connection[], LastEvaluatedKey?: object): Answer {
  const Items = connections.map(({ connectionId, connectedAt }) => ({
    connectionId: { S: connectionId },
    connectedAt: { N: String(connectedAt) },
  }));
  return answer(200, { Count: Items.length, Items, LastEvaluatedKey });
}

/** Stands in for DynamoDB, so that a test decides what goes wrong. */
describe("Pages of connections in DynamoDB", () => {
  let server: Server;
  let answers: Answer[];
  let requests: Record<string, unknown>[];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      void json(request).then((sent) => {
        requests.push(sent as Record<string, unknown>);
        answers.shift()!(response);
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    setEnvironment({
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      CONNECTIONS_TABLE: "connections",
    });
  });
  afterEach(async () => {
    restoreEnvironment();
    server.closeAllConnections();
    await once(server.close(), "close");
  });

  const list = async () => {
    const pages: Connection[][] = [];
    for await (const connections of dynamoConnectionStore().list()) pages.push(connections);
    return pages;
  };

  it("are read one by one, each from where the one before ended", async () => {
    answers = [page([ALICE], KEY), page([], KEY), page([BOB])];
    deepEqual(await list(), [[ALICE], [], [BOB]]);
    deepEqual(
      requests.map(({ ExclusiveStartKey }) => ExclusiveStartKey),
      [undefined, KEY, KEY],
    );
  });

  it("are read no sooner than they are used", async () => {
    answers = [page([ALICE], KEY)];
    for await (const connections of dynamoConnectionStore().list()) {
      deepEqual(connections, [ALICE]);
      break;
    }
    equal(requests.length, 1);
  });

  it("are read consistently, without expired connections", async () => {
    answers = [page([])];
    await list();
    const { ConsistentRead, FilterExpression, ExpressionAttributeValues } = requests[0]!;
    deepEqual([ConsistentRead, FilterExpression], [true, "expiresAt > :now"]);
    const now = (ExpressionAttributeValues as { ":now": { N: string } })[":now"].N;
    equal(Math.abs(Number(now) - Date.now() / 1000) < 60, true, now);
  });

  const faults: Record<string, Answer> = {
    "is throttled": fault(400, "ProvisionedThroughputExceededException"),
    fails: fault(500, "InternalServerError"),
    "breaks the connection": (response) => response.destroy(),
    "breaks off within a page": (response) => {
      response.writeHead(200, { "content-length": 1000 }).write("{}");
      setImmediate(() => response.destroy());
    },
  };
  for (const [what, broken] of Object.entries(faults)) {
    it(`are asked for again when DynamoDB ${what}`, async () => {
      answers = [page([ALICE], KEY), broken, page([BOB])];
      deepEqual(await list(), [[ALICE], [BOB]]);
      deepEqual(requests[1], requests[2]);
    });
  }

  it("are not read without permission, and the error says so", async () => {
    answers = [fault(400, "AccessDeniedException")];
    await rejects(list(), { name: "AccessDeniedException" });
  });
});
