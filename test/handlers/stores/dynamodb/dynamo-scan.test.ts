import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Connection } from "../../../../handlers/stores/connection-store";
import { dynamoConnectionStore } from "../../../../handlers/stores/dynamodb/dynamo-connection-store";
import { dynamoScan } from "../../../../handlers/stores/dynamodb/dynamo-scan";
import { verifySignature } from "pulumi-laptop/src/iam/signature/sigv4";
import { restoreEnvironment, setEnvironment } from "../../support/environment";

const ALICE = { connectionId: "alice", connectedAt: 1 };
const BOB = { connectionId: "bob", connectedAt: 2 };

function pageOf(connections: Connection[], LastEvaluatedKey?: object): string {
  const Items = connections.map(({ connectionId, connectedAt }) => ({
    connectionId: { S: connectionId },
    connectedAt: { N: String(connectedAt) },
  }));
  return JSON.stringify({ Count: Items.length, Items, LastEvaluatedKey });
}

/** As AWS says it. */
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

type Answer = (response: ServerResponse) => void;

const page =
  (json: string): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(json);
  };

const fault =
  (status: number, type: string): Answer =>
  (response) => {
    const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}` });
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(body);
  };

/** Stands in for DynamoDB, which breaks when it likes. */
describe("a table that is read", () => {
  let server: Server;
  let answers: Answer[];
  let requests: { headers: IncomingMessage["headers"]; body: unknown; text: string }[];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      void text(request).then((sent) => {
        requests.push({ headers: request.headers, body: JSON.parse(sent), text: sent });
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
  const isOfSdk = ({ headers }: (typeof requests)[0]) =>
    /aws-sdk-js/.test(headers["user-agent"] ?? "");

  it("is read page by page, each from where the last one ended, without the SDK", async () => {
    const key = { connectionId: { S: "alice" } };
    answers = [page(pageOf([ALICE], key)), page(pageOf([BOB]))];
    deepEqual(await list(), [[ALICE], [BOB]]);
    deepEqual(requests.map(isOfSdk), [false, false]);
    const starts = requests.map(({ body }) => (body as Record<string, unknown>).ExclusiveStartKey);
    deepEqual(starts, [undefined, key]);
  });

  const faults: Record<string, Answer> = {
    "is throttled": fault(400, "ProvisionedThroughputExceededException"),
    fails: fault(500, "InternalServerError"),
    "breaks the connection": (response) => response.destroy(),
    "breaks off within a page": (response) => {
      response.writeHead(200, { "content-length": 1000 }).write(pageOf([]));
      setImmediate(() => response.destroy());
    },
    "answers what is no JSON": page("<html>"),
  };
  for (const [what, answer] of Object.entries(faults)) {
    it(`is asked for the same by the SDK when it ${what}`, async () => {
      answers = [answer, page(pageOf([ALICE, BOB]))];
      deepEqual(await list(), [[ALICE, BOB]]);
      deepEqual(requests.map(isOfSdk), [false, true]);
      deepEqual(requests[0]!.body, requests[1]!.body);
    });
  }

  it("is asked with a signature that is verified as the SDK's is", async () => {
    setEnvironment({ AWS_SESSION_TOKEN: "token" });
    answers = [fault(500, "InternalServerError"), page(pageOf([]))];
    await list();
    deepEqual(requests.map(isOfSdk), [false, true]);
    const credentials = {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "secret",
      sessionToken: "token",
      roleArn: "arn:aws:iam::123456789012:role/events",
    };
    const options = {
      service: "dynamodb",
      region: "us-east-1",
      nowMs: Date.now(),
      find: () => credentials,
      isExpired: () => false,
    };
    for (const { headers, text: sent } of requests) {
      const request = { method: "POST", url: "/", headers, body: Buffer.from(sent) };
      equal(verifySignature(request, options), credentials);
      deepEqual(verifySignature({ ...request, body: Buffer.from("{}") }, options), {
        type: "InvalidSignatureException",
        message: MISMATCH,
      });
    }
  });

  it("is given up after a while when nothing is answered", async () => {
    answers = [() => undefined];
    equal(await dynamoScan(50)({ TableName: "connections" }), undefined);
  });

  it("is refused with the error of the SDK", async () => {
    const denied = fault(400, "AccessDeniedException");
    answers = [denied, denied];
    await rejects(list(), { name: "AccessDeniedException" });
  });

  it("is read with the credentials that the environment has at that moment", async () => {
    const scan = dynamoScan();
    answers = [page(pageOf([])), page(pageOf([]))];
    await scan({ TableName: "connections" });
    setEnvironment({ AWS_ACCESS_KEY_ID: "ASIAROTATED", AWS_SESSION_TOKEN: "token" });
    await scan({ TableName: "connections" });
    const [before, after] = requests.map(({ headers }) => headers);
    match(before!.authorization!, /Credential=AKIAIOSFODNN7EXAMPLE\//);
    match(after!.authorization!, /Credential=ASIAROTATED\/.*x-amz-security-token/);
    equal(after!["x-amz-security-token"], "token");
  });
});
