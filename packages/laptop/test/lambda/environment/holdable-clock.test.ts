import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { realClock } from "../../../src/shared/clock";
import { holdable } from "../../../src/lambda/environment/holdable-clock";
import { CredentialIssuer } from "../../../src/iam/access/credentials";

describe("A clock that is held", () => {
  it("has deadlines that wait, those set before and meanwhile, until nobody holds it", async () => {
    const clock = holdable(realClock);
    const called: string[] = [];
    const before = new Promise<void>((resolve) => {
      clock.deadline(20, () => resolve(void called.push("before")));
    });
    const [release, releaseToo] = [clock.hold(), clock.hold()];
    const meanwhile = new Promise<void>((resolve) => {
      clock.deadline(20, () => resolve(void called.push("meanwhile")));
    });
    const cancelled = clock.deadline(20, () => called.push("cancelled"));
    cancelled.cancel();
    await wait(80);
    release();
    release();
    await wait(80);
    assert.deepEqual(called, []);
    releaseToo();
    // Its timers do not keep the process running.
    const running = setInterval(() => undefined, 1000);
    await Promise.all([before, meanwhile]);
    clearInterval(running);
    assert.deepEqual(called, ["before", "meanwhile"]);
  });

  it("keeps credentials from expiring", async () => {
    const clock = holdable(realClock);
    const issuer = new CredentialIssuer(clock, 50);
    const release = clock.hold();
    const credentials = issuer.issue("arn:aws:iam::123456789012:role/events");
    await wait(100);
    assert.equal(issuer.isExpired(credentials), false);
    release();
    assert.equal(issuer.isExpired(credentials), false);
    await wait(100);
    assert.equal(issuer.isExpired(credentials), true);
  });
});
