import assert from "node:assert/strict";
import type { AccessControl } from "../../../src/iam/access/access";
import type { Authorizer } from "../../../src/model/model";
import { connectTo, refusalOf } from "../../support/connection";
import type { Handle, TestGateway } from "../../support/gateway/gateway";
import {
  allowing,
  ARN,
  METHOD_ARN,
  policy,
  startGuardedGateway,
} from "../../support/gateway/guarded-gateway";

const REFUSAL_HEADERS = ["date", "content-type", "content-length", "connection", "x-amz-apigw-id"];

const denying = (policyDocument: unknown) => () => ({ principalId: "p", policyDocument });

describe("the verdict of a Lambda authorizer", () => {
  let gateway: TestGateway;

  const start = async (authorizer: Partial<Authorizer> = {}, access?: AccessControl) => {
    await gateway?.close();
    gateway = await startGuardedGateway(authorizer, access);
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  const refused = async (suffix = "", headers: Record<string, string> = {}) => {
    const refusal = await refusalOf(gateway.url + suffix, { headers });
    const { message } = JSON.parse(refusal.body) as { message: string };
    return { ...refusal, message };
  };

  const DENIED = "User is not authorized to access this resource";
  const EXPLICIT = `${DENIED} with an explicit deny in an identity-based policy`;
  const IMPLICIT = `${DENIED} because no identity-based policy allows the execute-api:Invoke action`;
  const allow = policy("Allow").Statement[0]!;
  const deny = policy("Deny", `${ARN}/dev/*`).Statement[0]!;
  const verdicts: [what: string, answer: Handle, status: number, message: string][] = [
    ["an explicit deny", denying(policy("Deny")), 403, EXPLICIT],
    ["a deny among allows", denying({ Statement: [allow, deny, allow] }), 403, EXPLICIT],
    ["an allow of another resource", denying(policy("Allow", `${ARN}/prod/*`)), 403, IMPLICIT],
    ["no statement", denying({ Statement: [] }), 403, IMPLICIT],
    ["Unauthorized thrown", () => Promise.reject(new Error("Unauthorized")), 401, "Unauthorized"],
    ["another error", () => assert.fail("broken"), 500, "Internal server error"],
    ["no policy", () => ({ principalId: "p" }), 500, ""],
    ["nothing", () => undefined, 500, ""],
    ["an array", () => [], 500, ""],
    ["a wrong effect", denying(policy("Permit")), 500, ""],
    ["a statement without action", denying({ Statement: [{ Effect: "Allow" }] }), 500, ""],
    ["a null statement", denying({ Statement: [null] }), 500, ""],
    ["an unknown condition", denying(policy("Allow", "*", { Like: { a: "b" } })), 500, ""],
    ["isAuthorized", () => ({ isAuthorized: true }), 500, ""],
    ["a nested context", allowing({ a: { b: 1 } }), 500, ""],
    ["a context with an array", allowing({ a: [1] }), 500, ""],
    ["a context that is an array", allowing(["a"]), 500, ""],
    ["a scalar context", allowing("a"), 500, ""],
    ["an object as principal", allowing({}, { id: 1 }), 500, ""],
    ["more than 8 KB", allowing({ a: "x".repeat(8192) }), 500, ""],
  ];
  for (const [what, answer, status, message] of verdicts) {
    it(`after ${what} the handshake gets ${status} "${message}"`, async () => {
      gateway.authorizer = answer;
      const refusal = await refused();
      assert.deepEqual([refusal.status, refusal.message], [status, message]);
      assert.deepEqual(gateway.payloads, []);
    });
  }
  it("after 29 seconds without an answer the handshake gets 500", async () => {
    gateway.authorizer = () => new Promise(() => {});
    const waiting = gateway.clock.timerOf(29_000);
    const refusing = refused();
    await waiting;
    gateway.clock.advance(29_000);
    const { status, message } = await refusing;
    assert.deepEqual([status, message], [500, "Internal server error"]);
  });

  it("a refusal has these headers and this body", async () => {
    gateway.authorizer = () => Promise.reject(new Error("Unauthorized"));
    const { headerNames, headers, body } = await refused();
    assert.deepEqual(headerNames, REFUSAL_HEADERS);
    assert.equal(headers["content-type"], "application/json; charset=UTF-8");
    const { connectionId, requestId } = (
      JSON.parse(gateway.authorizerPayloads[0]!) as { requestContext: Record<string, string> }
    ).requestContext;
    assert.equal(
      body,
      `{"message":"Unauthorized","connectionId":"${connectionId}","requestId":"${requestId}"}`,
    );
    assert.equal(headers["x-amz-apigw-id"], requestId);
  });

  const authorizerOf = (event: string) =>
    JSON.stringify((JSON.parse(event) as Context).requestContext.authorizer);
  interface Context {
    requestContext: { authorizer?: object };
  }

  const principals: [principalId: unknown, carried: string][] = [
    [undefined, "{}"],
    [null, "{}"],
    ["", '{"principalId":""}'],
    [7, '{"principalId":"7"}'],
  ];
  for (const [principalId, carried] of principals) {
    it(`the principal ${JSON.stringify(principalId)} is carried as ${carried}`, async () => {
      gateway.authorizer = () => ({ principalId, policyDocument: policy("Allow") });
      (await connectTo(gateway.url)).send("hello");
      assert.equal(authorizerOf(await gateway.payload("MESSAGE")), carried);
    });
  }
  it("null values of the context are dropped", async () => {
    gateway.authorizer = allowing({ a: null, b: "" });
    (await connectTo(gateway.url)).send("hello");
    const event = await gateway.payload("MESSAGE");
    assert.equal(authorizerOf(event), '{"b":"","principalId":"probe-principal"}');
  });

  const policies: [what: string, document: unknown, status: number][] = [
    ["its ARN", policy("Allow", METHOD_ARN), 101],
    ["wildcards", policy("Allow", "arn:aws:execute-api:*:*:x5dq2mb9q?/*/$con*"), 101],
    ["a list", policy("Allow", ["arn:aws:s3:::a", METHOD_ARN]), 101],
    ["an action in another case", { Statement: { ...allow, Action: "EXECUTE-API:invoke" } }, 101],
    ["another action", { Statement: { ...allow, Action: "s3:*" } }, 403],
    ["its address", policy("Allow", "*", { IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }), 101],
    ["another address", policy("Allow", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), 403],
    ["TLS", policy("Allow", "*", { Bool: { "aws:SecureTransport": "true" } }), 101],
    ["no TLS", policy("Allow", "*", { Bool: { "aws:SecureTransport": "false" } }), 403],
    [
      "a time",
      policy("Allow", "*", { DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } }),
      101,
    ],
    [
      "a past time",
      policy("Allow", "*", { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }),
      403,
    ],
  ];
  for (const [what, document, status] of policies) {
    it(`a policy that allows ${what} gives ${status}`, async () => {
      gateway.authorizer = denying(document);
      if (status === 101) await connectTo(gateway.url);
      else assert.equal((await refused()).message, IMPLICIT);
    });
  }

  it("without permission to invoke the authorizer the handshake gets 500", async () => {
    await start(
      {},
      { check: () => undefined, mayInvoke: ({ functionName }) => functionName !== "guard" },
    );
    const { status, message } = await refused();
    assert.deepEqual([status, message], [500, "Internal server error"]);
  });
});
