import assert from "node:assert/strict";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { LambdaFunction } from "../../../src/model/model";
import { HOLDING, startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:greeter";
const QUEUE = "arn:aws:sqs:us-east-1:123456789012:failures";
const HOUR_MS = 60 * 60 * 1000;

const CODE = `
let tries = 0;
exports.handler = async ({ failures }, { awsRequestId }) => {
  if (tries++ < failures) throw new Error("try " + tries);
  return { tries, awsRequestId };
};`;

describe("an asynchronous invocation", () => {
  let lambda: TestLambda;
  let sentTo: { queueArn: string; body: string; attributes: Record<string, string> }[];

  beforeEach(() => (sentTo = []));
  afterEach(() => lambda.close());
  const sendToQueue = (queueArn: string, body: string, attributes: Record<string, string>) => {
    sentTo.push({ queueArn, body, attributes });
    return undefined;
  };

  const start = async (
    eventInvoke: Partial<LambdaFunction["eventInvoke"]> = {},
    parts: Partial<LambdaFunction> = {},
    others: LambdaFunction[] = [],
  ) => {
    const defaults = { maximumRetryAttempts: 2, maximumEventAgeMs: 6 * HOUR_MS };
    const config = { eventInvoke: { ...defaults, ...eventInvoke }, ...parts };
    lambda = await startTestLambda(CODE, config, { others, sendToQueue });
  };
  const send = async (event: object, FunctionName = "greeter") => {
    const command = { FunctionName, Payload: JSON.stringify(event) };
    const answer = await lambda.client.send(
      new InvokeCommand({ ...command, InvocationType: "Event" }),
    );
    return answer.$metadata.requestId;
  };
  const records = () =>
    sentTo
      .filter(({ queueArn }) => queueArn === QUEUE)
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  /** Lets the time until the next try pass, and waits for what comes of it. */
  const retryAfter = async (delayMs: number, event = "lambda.result") => {
    const tries = lambda.all("lambda.invoke").length;
    lambda.clock.advance(delayMs - 1);
    assert.equal(lambda.all("lambda.invoke").length, tries);
    const next = lambda.until(event);
    lambda.clock.advance(1);
    return next;
  };

  it("is tried again one and then two minutes later, with the same request ID", async () => {
    await start({ onSuccess: QUEUE });
    const retried = lambda.until("lambda.retry");
    const requestId = await send({ failures: 2 });
    assert.equal((await retried).delayMs, 60_000);
    await retryAfter(60_000, "lambda.retry");
    await retryAfter(120_000, "lambda.destination");
    const ids = lambda.all("lambda.invoke").map((entry) => entry.requestId);
    assert.deepEqual(ids, [requestId, requestId, requestId]);
    assert.deepEqual(records(), [
      {
        version: "1.0",
        timestamp: "2026-09-25T00:03:00.000Z",
        requestContext: {
          requestId,
          functionArn: `${ARN}:$LATEST`,
          condition: "Success",
          approximateInvokeCount: 3,
        },
        requestPayload: { failures: 2 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST" },
        responsePayload: { tries: 3, awsRequestId: requestId },
      },
    ]);
  });

  it("that fails three times ends in the on-failure destination", async () => {
    await start({ onFailure: QUEUE });
    const retried = lambda.until("lambda.retry");
    const requestId = await send({ failures: 9 });
    await retried;
    await retryAfter(60_000, "lambda.retry");
    const { condition, target } = await retryAfter(120_000, "lambda.destination");
    assert.deepEqual([condition, target], ["RetriesExhausted", QUEUE]);
    const [record] = records();
    const { responsePayload, ...rest } = record as { responsePayload: Record<string, unknown> };
    assert.deepEqual(rest, {
      version: "1.0",
      timestamp: "2026-09-25T00:03:00.000Z",
      requestContext: {
        requestId,
        functionArn: `${ARN}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: { failures: 9 },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    });
    assert.equal(responsePayload.errorMessage, "try 3");
    assert.equal(lambda.clock.timers, 1, "only the idle timeout is left");
  });

  it("is tried as often as its configuration says", async () => {
    await start({ maximumRetryAttempts: 0, onFailure: QUEUE });
    const sent = lambda.until("lambda.destination");
    await send({ failures: 1 });
    await sent;
    assert.equal(lambda.all("lambda.invoke").length, 1);
  });

  it("that is throttled goes back to the queue, longer each time, until it would be too old", async () => {
    const maximumEventAgeMs = 60_000;
    const eventInvoke = { maximumRetryAttempts: 2, maximumEventAgeMs, onFailure: QUEUE };
    const parts = { eventInvoke, reservedConcurrency: 1, timeoutMs: HOUR_MS };
    lambda = await startTestLambda(HOLDING, parts, { sendToQueue });
    const held = await lambda.hold();
    const retried = lambda.until("lambda.retry");
    const requestId = await send({});
    await retried;
    for (const delayMs of [1000, 2000, 4000, 8000]) {
      const next = lambda.until("lambda.retry");
      lambda.clock.advance(delayMs);
      await next;
    }
    const sent = lambda.until("lambda.destination");
    lambda.clock.advance(16_000);
    await sent;
    const delays = lambda.all("lambda.retry").map(({ reason, delayMs }) => [reason, delayMs]);
    const expected = [1000, 2000, 4000, 8000, 16_000].map((ms) => ["TooManyRequestsException", ms]);
    assert.deepEqual(delays, expected);
    assert.deepEqual(records(), [
      {
        version: "1.0",
        // After 31 seconds: 32 more would be more than 60.
        timestamp: "2026-09-25T00:00:31.000Z",
        requestContext: {
          requestId,
          functionArn: `${ARN}:$LATEST`,
          condition: "EventAgeExceeded",
          approximateInvokeCount: 0,
        },
        requestPayload: {},
      },
    ]);
    held.release();
    await held.answer;
  });

  it("that fails and would be too old for its next try expires", async () => {
    await start({ maximumEventAgeMs: 60_000, onFailure: QUEUE });
    const retried = lambda.until("lambda.retry");
    await send({ failures: 9 });
    await retried;
    const { condition } = await retryAfter(60_000, "lambda.destination");
    assert.equal(condition, "EventAgeExceeded");
    assert.equal(lambda.all("lambda.invoke").length, 2);
  });

  it("of a function that reserves no concurrency ends at once", async () => {
    await start({ onFailure: QUEUE }, { reservedConcurrency: 0 });
    const sent = lambda.until("lambda.destination");
    await send({});
    assert.equal((await sent).condition, "ZeroReservedConcurrency");
    assert.equal(records().length, 1);
    assert.deepEqual(lambda.all("lambda.invoke"), []);
  });

  it("of an alias names it in the record", async () => {
    await start({ onSuccess: QUEUE }, { qualifiers: ["live"] });
    const sent = lambda.until("lambda.destination");
    await send({}, "greeter:live");
    await sent;
    const { functionArn } = records()[0]!.requestContext as { functionArn: string };
    assert.equal(functionArn, `${ARN}:live`);
  });

  it("goes nowhere where the function's role does not allow it", async () => {
    const asked: unknown[] = [];
    const maySend = (...question: unknown[]) => asked.push(question) === 0;
    const eventInvoke = { maximumRetryAttempts: 0, maximumEventAgeMs: HOUR_MS, onFailure: QUEUE };
    lambda = await startTestLambda(CODE, { eventInvoke }, { maySend, sendToQueue });
    const failed = lambda.until("lambda.destinationFailed");
    await send({ failures: 1 });
    assert.equal((await failed).target, QUEUE);
    assert.deepEqual(asked, [["greeter", QUEUE]]);
    assert.deepEqual(records(), []);
  });

  it("ends where a queue refuses its record, and the service goes on", async () => {
    const eventInvoke = { maximumRetryAttempts: 0, maximumEventAgeMs: HOUR_MS, onFailure: QUEUE };
    const sendToQueue = () => "The message is too long.";
    lambda = await startTestLambda(CODE, { eventInvoke }, { sendToQueue });
    for (const tries of [1, 2]) {
      const failed = lambda.until("lambda.destinationFailed");
      await send({ failures: tries });
      assert.equal((await failed).reason, "The message is too long.");
    }
  });

  it("is lost when a change removed its function", async () => {
    await start({ onFailure: QUEUE });
    const retried = lambda.until("lambda.retry");
    await send({ failures: 9 });
    await retried;
    await lambda.update();
    const dropped = lambda.until("lambda.drop");
    lambda.clock.advance(60_000);
    assert.equal((await dropped).condition, "FunctionNotFound");
    assert.deepEqual(records(), []);
  });

  it("that nobody handles becomes a dead letter", async () => {
    await start({ maximumRetryAttempts: 0 }, { deadLetterArn: QUEUE });
    const sent = lambda.until("lambda.destination");
    const requestId = await send({ failures: 1 });
    await sent;
    const [letter] = sentTo;
    assert.equal(letter?.queueArn, QUEUE);
    assert.equal(letter?.body, '{"failures":1}');
    const attributes = { RequestID: requestId, ErrorCode: "200", ErrorMessage: "try 1" };
    assert.deepEqual(letter?.attributes, attributes);
  });

  it("may end in another function", async () => {
    const mourner = functionOf(
      `exports.handler = async (record) => console.log(record.requestContext.condition);`,
      {
        name: "mourner",
      },
    );
    await start({ maximumRetryAttempts: 0, onFailure: mourner.arn }, {}, [mourner]);
    const logged = lambda.until("lambda.log", { function: "mourner" });
    await send({ failures: 1 });
    assert.equal((await logged).message, "RetriesExhausted");
  });

  it("is forgotten when the service closes", async () => {
    await start();
    const retried = lambda.until("lambda.retry");
    await send({ failures: 9 });
    await retried;
    await lambda.close();
    assert.equal(lambda.clock.timers, 0);
    await start();
  });
});
