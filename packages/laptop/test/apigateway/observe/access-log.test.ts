import assert from "node:assert/strict";
import { connectTo, refusalOf, type TestConnection } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";

const KEYS = ["$connect", "$disconnect", "$default"];

describe("the access log", () => {
  let gateway: TestGateway;
  let alice: TestConnection;
  afterEach(() => gateway.close());

  /** The log lines of one connection's events, in a format. */
  const logOf = async (format: string, options: { authorized?: boolean } = {}) => {
    const accessLog = { logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:a", format };
    const api = apiOf(KEYS, { stages: [stageOf("dev", { accessLog })] });
    if (options.authorized) {
      const authorizer = { id: "abc123", functionName: "guard", identitySources: [] };
      api.routes.get("$connect")!.authorization = { type: "CUSTOM", authorizer };
    }
    gateway = await startTestGateway({ api });
  };
  const lines = () => gateway.all("apigateway.accessLog").map(({ message }) => message);

  it("holds these variables of an event's context", async () => {
    const names = ["apiId", "connectedAt", "connectionId", "domainName", "eventType"].concat(
      ["extendedRequestId", "identity.sourceIp", "identity.userAgent", "messageId", "requestId"],
      ["requestTime", "requestTimeEpoch", "routeKey", "stage", "status", "integrationLatency"],
      ["authorizer.principalId", "authorizer.tenant", "error.message", "identity.caller"],
      ["integration.status", "waf.status", "constructor", "responseLength"],
    );
    await logOf(names.map((name) => `$context.${name}`).join("|"), { authorized: true });
    gateway.authorizer = () => ({
      principalId: "p",
      policyDocument: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
      context: { tenant: "blue" },
    });
    gateway.handle = () => {
      gateway.clock.advance(7);
      return { statusCode: 204 };
    };
    alice = await connectTo(gateway.url, { headers: { "User-Agent": "ua" } });
    alice.send("hello");
    await gateway.payload("MESSAGE");
    await alice.close();
    while (lines().length < 3) await gateway.until("apigateway.accessLog");
    const expected = gateway.events.map(({ requestContext }) => {
      const { requestId, connectionId, ...rest } = requestContext;
      const { messageId = "-", ...context } = rest as unknown as Record<string, string>;
      return [
        context.apiId,
        context.connectedAt,
        connectionId,
        context.domainName,
        context.eventType,
        requestId,
        "127.0.0.1|ua",
        messageId,
        requestId,
        context.requestTime,
        context.requestTimeEpoch,
        context.routeKey,
        "dev|204|7|p|blue|-|-|-|-|-|-",
      ].join("|");
    });
    assert.deepEqual(lines(), expected);
  });

  const ERRORS =
    "$context.routeKey $context.status $context.error.message $context.error.messageString $context.error.responseType";
  it("holds the errors of messages", async () => {
    await logOf(ERRORS);
    alice = await connectTo(gateway.url);
    gateway.handle = () => assert.fail();
    alice.send("hello");
    await alice.next();
    gateway.update({
      apis: [
        {
          ...apiOf(["$connect"]),
          stages: [
            stageOf("dev", {
              accessLog: { logGroupArn: "arn:a", format: ERRORS },
            }),
          ],
        },
      ],
    });
    alice.send("hello");
    await alice.next();
    assert.deepEqual(lines(), [
      "$connect 200 - - -",
      '$default 502 Internal server error "Internal server error" INTEGRATION_FAILURE',
      '$default 403 Forbidden "Forbidden" ACCESS_DENIED',
    ]);
  });
  it("holds the refusals of handshakes", async () => {
    await logOf(`${ERRORS} $context.authorizer.status $context.authorizer.error`, {
      authorized: true,
    });
    const answers = [
      () => Promise.reject(new Error("Unauthorized")),
      () => ({}),
      () => assert.fail(),
    ];
    for (const answer of answers) {
      gateway.authorizer = answer;
      await refusalOf(gateway.url);
    }
    assert.deepEqual(lines(), [
      '$connect 401 Unauthorized "Unauthorized" UNAUTHORIZED 401 Unauthorized',
      '$connect 500 - "" AUTHORIZER_CONFIGURATION_ERROR 500 -',
      '$connect 500 Internal server error "Internal server error" AUTHORIZER_FAILURE 500 Internal server error',
    ]);
  });
  it("names its log group in the journal, and a stage without one has none", async () => {
    await logOf('{"id":"$context.requestId"}');
    await connectTo(gateway.url);
    const { logGroupArn, message } = gateway.all("apigateway.accessLog")[0]!;
    assert.equal(logGroupArn, "arn:aws:logs:us-east-1:123456789012:log-group:a");
    assert.equal(message, `{"id":"${gateway.events[0]!.requestContext.requestId}"}`);
    gateway.update({ apis: [apiOf(KEYS)] });
    await connectTo(gateway.url);
    assert.equal(lines().length, 1);
  });
});
