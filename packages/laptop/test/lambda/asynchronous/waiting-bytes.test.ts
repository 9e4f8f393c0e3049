import { throws } from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import {
  AsynchronousInvocations,
  MAX_WAITING_BYTES,
} from "../../../src/lambda/asynchronous/asynchronous-invocations";
import { newInvocation, type InvocationResult } from "../../../src/lambda/invoke/invocation";
import { MAX_ASYNCHRONOUS_BYTES } from "../../../src/lambda/invoke/payload-limits";
import { FakeClock } from "../../support/fake-clock";
import { functionOf } from "../../support/models";
import { recordJournal } from "../../support/recorder";

describe("Asynchronous invocations that wait", () => {
  it("hold 256 MB at most; what comes then is throttled, until some have ended", async () => {
    const definition = functionOf("", { name: "greeter" });
    const waiting: ((result: InvocationResult) => void)[] = [];
    const events = new AsynchronousInvocations({
      invoke: () => new Promise((resolve) => waiting.push(resolve)),
      find: () => definition,
      invokeDestination: () => undefined,
      maySend: () => false,
      sendToQueue: () => undefined,
      clock: new FakeClock(),
      journal: recordJournal().journal,
    });
    const payload = JSON.stringify("x".repeat(MAX_ASYNCHRONOUS_BYTES - 2));
    const accept = () => events.accept("greeter", newInvocation(definition.arn, payload));
    const accepted = Math.floor(MAX_WAITING_BYTES / (MAX_ASYNCHRONOUS_BYTES + 2048));
    for (let i = 0; i < accepted; i++) accept();
    const isThrottled = { status: 429, reason: "CallerRateLimitExceeded" };
    throws(accept, isThrottled);
    while (waiting.length < accepted) await setImmediate();
    waiting[0]!({ payload: "null" });
    await setImmediate();
    accept();
    throws(accept, isThrottled);
  });
});
