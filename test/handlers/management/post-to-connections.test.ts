import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import * as fc from "fast-check";
import { outcomeOf } from "../../../handlers/broadcast/post-outcome";
import { postToConnections } from "../../../handlers/management/post-to-connections";
import type { SignedRequest } from "pulumi-laptop/src/iam/access/access";
import { verifySignature } from "pulumi-laptop/src/iam/signature/sigv4";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { later } from "../support/fake-time";

const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "token/+=",
  roleArn: "",
};

/** Connection IDs as AWS makes them, and others that a path must encode. */
const ODD_IDS = [
  "L0SM9cOFvHcCIhw=",
  "gbgBcu-0TQAYKEhFmA==",
  "a b",
  "!'()*",
  "%3D",
  "a/b?c#d",
  "é👋",
  "+~_-.",
];
const BODIES = ["", " ", "hello", "\u0000", "é 世 👋🏽 \u{10ffff}", "x".repeat(131_072)];

describe("postToConnections", () => {
  let server: Server;
  const requests: SignedRequest[] = [];
  let answer = { status: 200, type: "" };

  before(async () => {
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { method = "", url = "", headers } = request;
        requests.push({ method, url, headers, body });
        if (answer.type) response.setHeader("x-amzn-ErrorType", answer.type);
        response.writeHead(answer.status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    setEnvironment({
      MANAGEMENT_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    });
  });
  beforeEach(() => {
    requests.length = 0;
    answer = { status: 200, type: "" };
  });
  after(async () => {
    restoreEnvironment();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Posts once through the SDK. */
  const postBySdk = async (connectionId: string, message: string) => {
    const endpoint = process.env.MANAGEMENT_ENDPOINT!;
    const client = new ApiGatewayManagementApiClient({ endpoint, maxAttempts: 1 });
    const Data = new TextEncoder().encode(message);
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
    } finally {
      client.destroy();
    }
  };
  const verify = (request: SignedRequest, credentials = CREDENTIALS) =>
    verifySignature(request, {
      service: "execute-api",
      region: "us-east-1",
      nowMs: Date.now(),
      find: (id) => (id === credentials.accessKeyId ? credentials : undefined),
      isExpired: () => false,
    });
  const assertAlike = async (connectionId: string, message: string) => {
    requests.length = 0;
    await postBySdk(connectionId, message);
    equal((await postToConnections().prepare(message)(connectionId, 5000)).status, 200);
    const [sdk, ours] = requests as [SignedRequest, SignedRequest];
    equal(verify(sdk), CREDENTIALS);
    equal(verify(ours), CREDENTIALS);
    deepEqual([ours.method, ours.url], [sdk.method, sdk.url]);
    ok(ours.body.equals(sdk.body));
  };

  for (const connectionId of ODD_IDS) {
    it(`sends what the SDK sends, with a signature that holds, to "${connectionId}"`, () =>
      assertAlike(connectionId, "hello"));
  }

  for (const body of BODIES) {
    it(`sends what the SDK sends: ${body.length} characters, ${JSON.stringify(body.slice(0, 20))}`, () =>
      assertAlike("L0SM9cOFvHcCIhw=", body));
  }

  it("sends what the SDK sends, for any ID and any body", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 1 }).filter((id) => !/^\.\.?$/.test(id)),
        fc.string({ unit: "binary" }),
        assertAlike,
      ),
      { numRuns: 50 },
    ));

  it("signs IDs that are dots so that the path keeps them", async () => {
    const post = postToConnections().prepare("hello");
    for (const id of [".", ".."]) {
      await post(id, 5000);
      equal(verify(requests.at(-1)!), CREDENTIALS);
    }
  });

  for (const [status, type, outcome] of [
    [200, "", "sent"],
    [400, "BadRequestException", "failed"],
    [403, "AccessDeniedException", "denied"],
    [410, "GoneException", "gone"],
    [413, "", "tooLarge"],
    [429, "LimitExceededException", "throttled"],
    [500, "InternalServerError", "uncertain"],
    [503, "", "uncertain"],
  ] as const) {
    it(`takes ${status} ${type} for ${outcome}, as the SDK's error says it`, async () => {
      answer = { status, type };
      const ours = await postToConnections().prepare("hello")("alice", 5000);
      deepEqual(ours, { status, errorType: type });
      equal(outcomeOf(ours.status), outcome);
      const error = await postBySdk("alice", "hello").then(
        () => ({ name: "", $metadata: { httpStatusCode: 200 } }),
        (failure: unknown) => failure as { name: string; $metadata: { httpStatusCode: number } },
      );
      equal(outcomeOf(error.$metadata.httpStatusCode), outcome);
      if (type) equal(error.name, type);
    });
  }

  it("signs with the credentials of the moment when a broadcast is prepared", async () => {
    const rotated = {
      accessKeyId: "ASIAROTATED",
      secretAccessKey: "another secret",
      sessionToken: "another token",
      roleArn: "",
    };
    const api = postToConnections();
    for (const credentials of [CREDENTIALS, rotated, CREDENTIALS]) {
      setEnvironment({
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      });
      await api.prepare("hello")("alice", 5000);
      equal(verify(requests.at(-1)!, credentials), credentials);
    }
  });

  it("signs anew after a minute: AWS refuses signatures that are five minutes old", async () => {
    const post = postToConnections().prepare("hello");
    for (const seconds of [0, 59, 62]) await later(seconds * 1000, () => post("alice", 5000));
    const [first, second, third] = requests.map(({ headers }) => headers["x-amz-date"]);
    equal(second, first);
    notEqual(third, first);
  });

  it("sends no token where the credentials have none", async () => {
    setEnvironment({ AWS_SESSION_TOKEN: "" });
    await postToConnections().prepare("hello")("alice", 5000);
    setEnvironment({ AWS_SESSION_TOKEN: CREDENTIALS.sessionToken });
    equal(requests[0]!.headers["x-amz-security-token"], undefined);
  });
});
