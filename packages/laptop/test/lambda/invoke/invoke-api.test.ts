import assert from "node:assert/strict";
import { InvokeCommand, type InvokeCommandInput } from "@aws-sdk/client-lambda";
import type { Action } from "../../../src/iam/access/access";
import { HOLDING, startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:greeter";
const MIB = 1024 * 1024;

const CODE = `
exports.handler = async (event, context) => {
  if (event.fail) throw new TypeError("no such greeting");
  if (event.talk) for (let i = 0; i < 200; i++) console.log("line " + i);
  return { event, arn: context.invokedFunctionArn, clientContext: context.clientContext, id: context.awsRequestId };
};`;

describe("the Invoke API", () => {
  let lambda: TestLambda;
  const asked: unknown[] = [];

  before(async () => {
    lambda = await startTestLambda(
      CODE,
      { qualifiers: ["live"] },
      {
        others: [functionOf(HOLDING, { name: "busy", reservedConcurrency: 0 })],
        access: {
          check({ headers }, service, actions) {
            asked.push([service, actions]);
            const isDenied = headers["x-amz-client-context"] === "ZGVuaWVk";
            if (!isDenied) return undefined;
            return { status: 403, type: "AccessDeniedException", message: "User: may not" };
          },
          mayInvoke: () => true,
        },
      },
    );
  });
  after(() => lambda.close());

  const send = (input: Partial<InvokeCommandInput>) =>
    lambda.client.send(new InvokeCommand({ FunctionName: "greeter", ...input }));
  const fails = (input: Partial<InvokeCommandInput>, expected: object) =>
    assert.rejects(send(input), (error: Record<string, unknown>) => {
      const { name, message, $metadata } = error as Record<string, { httpStatusCode: number }>;
      const { Type, Reason, Message } = error;
      const fields = { ...(Type ? { Type } : {}), ...(Reason ? { Reason } : {}) };
      const text = Message ?? message;
      assert.deepEqual(
        { name, message: text, status: $metadata!.httpStatusCode, ...fields },
        expected,
      );
      return true;
    });

  it("answers what the function returns", async () => {
    const { Payload, ...rest } = await send({ Payload: JSON.stringify({ greeting: "hello" }) });
    const { event, arn, id } = JSON.parse(Payload!.transformToString()) as Record<string, unknown>;
    assert.deepEqual(event, { greeting: "hello" });
    assert.equal(arn, ARN);
    assert.equal(id, rest.$metadata.requestId);
    assert.equal(rest.StatusCode, 200);
    assert.equal(rest.ExecutedVersion, "$LATEST");
    assert.equal(rest.FunctionError, undefined);
    assert.equal(rest.LogResult, undefined);
  });

  it("answers an error of the function with status 200", async () => {
    const { Payload, StatusCode, FunctionError } = await send({
      Payload: JSON.stringify({ fail: true }),
    });
    assert.deepEqual([StatusCode, FunctionError], [200, "Unhandled"]);
    const error = JSON.parse(Payload!.transformToString()) as Record<string, unknown>;
    assert.equal(error.errorType, "TypeError");
    assert.equal(error.errorMessage, "no such greeting");
  });

  it("answers the last 4 KB of the log to who asks for the tail", async () => {
    const { LogResult } = await send({ LogType: "Tail", Payload: JSON.stringify({ talk: true }) });
    const log = Buffer.from(LogResult!, "base64");
    assert.equal(log.length, 4096);
    assert.match(log.toString(), /\tline 199\nEND RequestId: .*\nREPORT RequestId: .*\t\n$/);
    const short = await send({ LogType: "Tail" });
    assert.match(Buffer.from(short.LogResult!, "base64").toString(), /^START RequestId: /);
  });

  it("takes no payload for an empty object", async () => {
    const { Payload } = await send({});
    assert.deepEqual((JSON.parse(Payload!.transformToString()) as { event: unknown }).event, {});
  });

  it("hands on the client context", async () => {
    const ClientContext = Buffer.from('{"client":{"app":"x"}}').toString("base64");
    const { Payload } = await send({ ClientContext });
    const { clientContext } = JSON.parse(Payload!.transformToString()) as Record<string, unknown>;
    assert.deepEqual(clientContext, { client: { app: "x" } });
  });

  it("finds a function by name, ARN, alias and version", async () => {
    const names: [input: Partial<InvokeCommandInput>, arn: string][] = [
      [{ FunctionName: "greeter:live" }, `${ARN}:live`],
      [{ FunctionName: "greeter", Qualifier: "live" }, `${ARN}:live`],
      [{ FunctionName: ARN }, ARN],
      [{ FunctionName: "123456789012:function:greeter" }, ARN],
      [{ FunctionName: `${ARN}:$LATEST` }, `${ARN}:$LATEST`],
    ];
    for (const [input, arn] of names) {
      const { Payload } = await send(input);
      assert.equal((JSON.parse(Payload!.transformToString()) as { arn: string }).arn, arn);
    }
  });

  it("only checks with DryRun", async () => {
    const before = lambda.all("lambda.invoke").length;
    const { StatusCode } = await send({ InvocationType: "DryRun" });
    assert.equal(StatusCode, 204);
    assert.equal(lambda.all("lambda.invoke").length, before);
    await fails(
      { InvocationType: "DryRun", FunctionName: "nobody" },
      {
        name: "ResourceNotFoundException",
        message: "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody",
        status: 404,
        Type: "User",
      },
    );
  });

  it("answers Event with 202 before the function has the event", async () => {
    const result = lambda.until("lambda.result");
    const { StatusCode, Payload } = await send({ InvocationType: "Event" });
    assert.equal(StatusCode, 202);
    assert.equal(Payload?.length ?? 0, 0);
    assert.equal((await result).failed, false);
  });

  it("asks whether the caller may invoke the function", async () => {
    asked.length = 0;
    await send({ FunctionName: "greeter:live" });
    const action: Action = { action: "lambda:InvokeFunction", resource: `${ARN}:live` };
    assert.deepEqual(asked, [["lambda", [action]]]);
    await fails(
      { ClientContext: "ZGVuaWVk", FunctionName: "nobody" },
      { name: "AccessDeniedException", message: "User: may not", status: 403 },
    );
  });

  it("refuses an unknown alias", async () => {
    const message = `Function not found: ${ARN}:dead`;
    await fails(
      { Qualifier: "dead" },
      { name: "ResourceNotFoundException", message, status: 404, Type: "User" },
    );
  });

  it("refuses a payload that is no JSON", async () => {
    await assert.rejects(send({ Payload: "{" }), (error: Record<string, string>) => {
      assert.equal(error.name, "InvalidRequestContentException");
      assert.match(error.message!, /^Could not parse request body into json: /);
      return true;
    });
  });

  it("refuses a payload over 6 MB, or 1 MB if nobody waits", async () => {
    const payloadOf = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));
    await send({ Payload: payloadOf(6 * MIB - 200) });
    await fails(
      { Payload: payloadOf(6 * MIB + 1) },
      {
        name: "RequestTooLargeException",
        message:
          "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
        status: 413,
        Type: "User",
      },
    );
    await send({ InvocationType: "Event", Payload: payloadOf(MIB) });
    await fails(
      { InvocationType: "Event", Payload: payloadOf(MIB + 1) },
      {
        name: "RequestTooLargeException",
        message:
          "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        status: 413,
        Type: "User",
      },
    );
  });

  it("throttles as AWS does", async () => {
    await fails(
      { FunctionName: "busy" },
      {
        name: "TooManyRequestsException",
        message: "Rate Exceeded.",
        status: 429,
        Type: "User",
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      },
    );
  });

  it("is where a function's SDK finds it", async () => {
    const other = await startTestLambda(
      `exports.handler = async () => process.env.AWS_ENDPOINT_URL_LAMBDA;`,
    );
    assert.equal((await other.invoke()).payload, other.service.endpoint);
    await other.close();
  });
});
