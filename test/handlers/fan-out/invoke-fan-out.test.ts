import { deepEqual, equal, rejects } from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { invokeFanOut } from "../../../handlers/fan-out/invoke-fan-out";
import type { SignedRequest } from "pulumi-laptop/src/iam/access/access";
import { verifySignature } from "pulumi-laptop/src/iam/signature/sigv4";
import { restoreEnvironment, setEnvironment } from "../support/environment";

const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "secret",
  sessionToken: "token",
  roleArn: "",
};
const CHUNK = {
  chunkId: "event/1",
  message: "Echo me: 世界 👋🏽",
  connections: [["alice", 1]] as [string, number][],
  hops: 1,
};

describe("invokeFanOut", () => {
  let server: Server;
  let requests: SignedRequest[];
  /** Of each answer in turn; 0 breaks the connection. */
  let statuses: number[];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { method = "", url = "", headers } = request;
        requests.push({ method, url, headers, body });
        const status = statuses.shift()!;
        if (status === 0) response.destroy();
        else response.writeHead(status, { "x-amzn-ErrorType": `Error${status}` }).end();
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    setEnvironment({
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    });
  });
  afterEach(async () => {
    restoreEnvironment();
    server.closeAllConnections();
    await once(server.close(), "close");
  });

  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  it("invokes the function asynchronously with the chunk, in a request that is signed", async () => {
    statuses = [202];
    await invokeFanOut("fan-out")(CHUNK);
    const [request] = requests as [SignedRequest];
    deepEqual(
      [request.method, request.url, request.headers["x-amz-invocation-type"]],
      ["POST", "/2015-03-31/functions/fan-out/invocations", "Event"],
    );
    deepEqual(JSON.parse(request.body.toString()), CHUNK);
    const verified = verifySignature(request, {
      service: "lambda",
      region: "us-east-1",
      nowMs: Date.now(),
      find: (id) => (id === CREDENTIALS.accessKeyId ? CREDENTIALS : undefined),
      isExpired: () => false,
    });
    equal(verified, CREDENTIALS);
  });

  it("tries again when Lambda throttles, fails or breaks the connection", async () => {
    statuses = [429, 500, 0, 202];
    await invokeFanOut("fan-out")(CHUNK);
    equal(requests.length, 4);
  });

  it("gives up after the fourth attempt, and says that Lambda may have accepted the chunk", async () => {
    statuses = [500, 429, 429, 429];
    await rejects(invokeFanOut("fan-out")(CHUNK), {
      message: 'Function "fan-out" did not accept a chunk: 429 Error429.',
      mayBeAccepted: true,
    });
    statuses = [429, 429, 429, 429];
    await rejects(invokeFanOut("fan-out")(CHUNK), { mayBeAccepted: false });
  });

  it("gives up at once when no attempt can succeed", async () => {
    statuses = [403];
    await rejects(invokeFanOut("fan-out")(CHUNK), {
      message: 'Function "fan-out" did not accept a chunk: 403 Error403.',
    });
    equal(requests.length, 1);
  });
});
