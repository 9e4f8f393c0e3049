import { deepEqual, equal } from "node:assert/strict";
import { ruleAttributes, scheduleAttributes } from "../../src/eventbridge/dead-letters";
import { Deliveries, type Delivery } from "../../src/eventbridge/deliveries";
import { notFound, throttled } from "../../src/lambda/invoke/refusal";
import { invalid, ownError } from "../../src/sqs/errors";
import { GREETER, ruleOf, scheduleOf } from "../support/eventbridge/event-models";
import { FakeClock } from "../support/fake-clock";
import { recordJournal } from "../support/recorder";

const DEAD_LETTERS = "arn:aws:sqs:us-east-1:123456789012:dead-letters";
const FULL = ownError("OverLimit", "The queue is full.", 403);

describe("A delivery of EventBridge", () => {
  const clock = new FakeClock();
  /** What the target answers, one after the other; then it takes everything. */
  let errors: Error[];
  let deadLetters: { body: string; attributes: Record<string, string> }[];
  let invoked: string[];
  let isQueueFull: boolean;
  let recorder: ReturnType<typeof recordJournal>;
  let deliveries: Deliveries;
  beforeEach(() => {
    [errors, deadLetters, invoked] = [[], [], []];
    isQueueFull = false;
    recorder = recordJournal(clock);
    deliveries = new Deliveries({
      invoke(_arn, payload) {
        invoked.push(payload);
        const error = errors.shift();
        if (error) throw error;
        return "request-1";
      },
      send(_arn, body, attributes) {
        if (isQueueFull) throw FULL;
        deadLetters.push({ body, attributes });
      },
      clock,
      journal: recorder.journal,
    });
  });
  afterEach(() => deliveries.close());

  const rule = ruleOf("sweep", {});
  const deliver = (parts: Partial<Delivery> = {}) =>
    deliveries.deliver({
      from: { rule: "sweep" },
      receiver: GREETER as Delivery["receiver"],
      payloadOf: (attempt) => `attempt ${attempt}`,
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeMs: 86_400_000 },
      deadLetterArn: DEAD_LETTERS,
      deadLetterOf: (attempt) => `{"id":"1","attempt":${attempt}}`,
      isAllowed: () => true,
      maySendDeadLetter: () => true,
      attributesOf: (outcome) => ruleAttributes(rule, GREETER.arn, outcome),
      ...parts,
    });
  const happened = () =>
    recorder.entries
      .filter(({ service }) => service === "eventbridge")
      .map(({ event, delayMs }) => (delayMs === undefined ? event : `${event} ${String(delayMs)}`));

  it("is tried again after longer and longer delays until the target takes it", () => {
    errors = [FULL, throttled("ConcurrentInvocationLimitExceeded")];
    deliver();
    deepEqual(happened(), ["retry 1000"]);
    clock.advance("1s");
    deepEqual(happened(), ["retry 1000", "retry 2000"]);
    clock.advance("2s");
    deepEqual(happened(), ["retry 1000", "retry 2000", "deliver"]);
    deepEqual(invoked, ["attempt 1", "attempt 2", "attempt 3"]);
    deepEqual(deadLetters, []);
  });

  it("goes to the dead-letter queue after its last attempt", () => {
    errors = [FULL, FULL, FULL];
    deliver();
    clock.advance("1h");
    deepEqual(happened(), ["retry 1000", "retry 2000", "failed", "deadLetter"]);
    deepEqual(deadLetters, [
      {
        body: '{"id":"1","attempt":3}',
        attributes: {
          RULE_ARN: rule.arn,
          TARGET_ARN: GREETER.arn,
          ERROR_CODE: "RESOURCE_LIMIT_EXCEEDED",
          ERROR_MESSAGE: "The queue is full.",
          RETRY_ATTEMPTS: "2",
          EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
        },
      },
    ]);
  });

  it("is given up when it is too old for another attempt", () => {
    errors = Array<Error>(20).fill(FULL);
    deliver({ retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeMs: 60_000 } });
    clock.advance("1h");
    const [{ attributes }] = deadLetters as [(typeof deadLetters)[0]];
    // After 1, 3, 7, 15 and 31 seconds; the next would be after 63.
    equal(attributes.RETRY_ATTEMPTS, "5");
    equal(attributes.EXHAUSTED_RETRY_CONDITION, "MaximumEventAgeInSeconds");
  });

  it("waits for no other attempt while others hold 256 MB of events", () => {
    const event = "x".repeat(1024 * 1024);
    errors = Array<Error>(257).fill(FULL);
    for (let i = 0; i < 257; i++) deliver({ deadLetterOf: () => event });
    equal(recorder.all("eventbridge.retry").length, 256);
    equal(deadLetters.length, 1);
    clock.advance("1s");
    equal(recorder.all("eventbridge.deliver").length, 256);
    errors = [FULL];
    deliver({ deadLetterOf: () => event });
    equal(recorder.all("eventbridge.retry").length, 257);
  });

  it("lasts most of a day with the policy that AWS has for all", () => {
    errors = Array<Error>(200).fill(FULL);
    deliver({ retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeMs: 86_400_000 } });
    clock.advance("20h");
    equal(deadLetters.length, 0);
    clock.advance("4h");
    equal(deadLetters[0]!.attributes.RETRY_ATTEMPTS, "185");
  });

  const AT_ONCE: [what: string, error: Error | undefined, code: string][] = [
    ["that is not allowed", undefined, "NO_PERMISSIONS"],
    ["to a function that is gone", notFound(GREETER.arn), "NO_RESOURCE"],
    ["that the queue does not take", invalid("Too long."), "INVALID_PARAMETER"],
  ];
  for (const [what, error, code] of AT_ONCE)
    it(`is not tried again if it is one ${what}`, () => {
      errors = error ? [error] : [];
      deliver({ isAllowed: () => error !== undefined });
      deepEqual(happened(), ["failed", "deadLetter"]);
      const { ERROR_CODE, RETRY_ATTEMPTS } = deadLetters[0]!.attributes;
      deepEqual([ERROR_CODE, RETRY_ATTEMPTS], [code, undefined]);
    });

  it("fails once, even if the dead-letter queue is full", () => {
    isQueueFull = true;
    deliver({ isAllowed: () => false });
    deepEqual(happened(), ["failed", "deadLetterFailed"]);
  });

  it("leaves nothing in a queue that it may not send to, and ends with the laptop", () => {
    deliver({ isAllowed: () => false, maySendDeadLetter: () => false });
    errors = [FULL];
    deliver();
    deliveries.close();
    clock.advance("1d");
    deepEqual(happened(), ["failed", "retry 1000"]);
    deepEqual(deadLetters, []);
  });

  it("of a schedule has the attributes of the Scheduler", () => {
    const schedule = scheduleOf("evening", {});
    const execution = { executionId: "e1", scheduledTime: "2026-09-25T18:00:00Z" };
    deliver({
      isAllowed: () => false,
      attributesOf: (outcome) => scheduleAttributes(schedule, execution, outcome),
    });
    deepEqual(deadLetters[0]!.attributes, {
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: GREETER.arn,
      EXECUTION_ID: "e1",
      SCHEDULED_TIME: "2026-09-25T18:00:00Z",
      ERROR_CODE: "AccessDeniedException",
      ERROR_MESSAGE: "not allowed",
      RETRY_ATTEMPTS: "0",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      IS_PAYLOAD_TRUNCATED: "false",
    });
  });
});
