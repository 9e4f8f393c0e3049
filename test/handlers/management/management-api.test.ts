import { deepEqual, equal, rejects } from "node:assert/strict";
import { isGone, managementApi } from "../../../handlers/management/management-api";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { sdkError } from "../support/fake-management-api";
import { startManagementServer, type ManagementServer } from "../support/management-server";

describe("managementApi", () => {
  let server: ManagementServer;
  before(async () => {
    server = await startManagementServer();
    setEnvironment({
      MANAGEMENT_ENDPOINT: server.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
  });
  beforeEach(() => {
    server.requests.length = 0;
    server.status = 200;
  });
  after(async () => {
    restoreEnvironment();
    await server.close();
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
  it("posts to /{stage}/@connections/{connectionId}, in UTF-8", async () => {
    await managementApi().post("L0SM9cOFvHcCIhw=", "Echo me: 世界 👋🏽");
    deepEqual(server.requests, [
      {
        method: "POST",
        url: "/dev/@connections/L0SM9cOFvHcCIhw%3D",
        body: "Echo me: 世界 👋🏽",
      },
    ]);
  });

  it("closes with DELETE", async () => {
    await managementApi().close("L0SM9cOFvHcCIhw=");
    deepEqual(server.requests, [
      { method: "DELETE", url: "/dev/@connections/L0SM9cOFvHcCIhw%3D", body: "" },
    ]);
  });

  for (const [status, requests] of [
    // It was certainly not carried out.
    [429, 3],
    // It may have been, so it is repeated once.
    [500, 2],
    [504, 2],
    [403, 1],
    [413, 1],
  ] as const)
    it(`makes ${requests === 1 ? "1 request" : `${requests} requests`} if the answer is ${status}, and throws it`, async () => {
      server.status = status;
      await rejects(managementApi().post("alice", "hello"), {
        message: `API Gateway answered ${status}.`,
        $metadata: { httpStatusCode: status },
      });
      equal(server.requests.length, requests);
    });

  it("throws an error for which isGone holds when the status is 410", async () => {
    server.status = 410;
    const failure: unknown = await managementApi()
      .post("alice", "hello")
      .catch((error: unknown) => error);
    equal(isGone(failure), true);
    equal(server.requests.length, 1);
  });
});

describe("isGone", () => {
  it("holds for the name and for the status that AWS gives", () => {
    equal(isGone(Object.assign(new Error(), { name: "GoneException" })), true);
    equal(isGone(sdkError("UnknownError", 410)), true);
  });

  it("holds for nothing else, not even for the statusCode of SDK v2", () => {
    equal(isGone(sdkError("ForbiddenException", 403)), false);
    equal(isGone(Object.assign(new Error(), { statusCode: 410 })), false);
    equal(isGone(new Error("connect ECONNREFUSED")), false);
    equal(isGone("GoneException"), false);
  });
});
