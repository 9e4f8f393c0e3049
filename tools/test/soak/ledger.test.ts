import { deepEqual } from "node:assert/strict";
import { GRACE_MS, Ledger } from "../../soak/ledger";

describe("The ledger of a soak", () => {
  /** Everyone gets the message, and only after that its sender gets an error. */
  function servedBeforeError(killedAt?: number) {
    const ledger = new Ledger();
    const [sender, other] = [{}, {}];
    const number = ledger.sent(sender, [sender, other], 0);
    ledger.received(number, sender, 1);
    ledger.received(number, other, 2);
    ledger.settle(3 + GRACE_MS);
    if (killedAt !== undefined) ledger.killed(killedAt);
    ledger.failed(sender, 5 + GRACE_MS);
    return [ledger.tally.failed, ledger.tally.killed];
  }

  it("explains an error after everyone was served by a kill just before", () => {
    deepEqual(servedBeforeError(4 + GRACE_MS), [0, 1]);
  });

  it("does not explain it by an older kill, or by none", () => {
    deepEqual(servedBeforeError(4), [1, 0]);
    deepEqual(servedBeforeError(), [1, 0]);
  });

  it("goes on to count copies when the sender gets an error, which may be of the message before", () => {
    const ledger = new Ledger();
    const [sender, other] = [{}, {}];
    const number = ledger.sent(sender, [sender, other], 0);
    ledger.killed(1);
    ledger.failed(sender, 2);
    ledger.settle(2 + GRACE_MS);
    ledger.received(number, sender, 3 + GRACE_MS);
    ledger.received(number, other, 3 + GRACE_MS);
    ledger.settle(3 + 2 * GRACE_MS);
    const { deliveries, repeated, killed, missedOfKilled } = ledger.tally;
    deepEqual([deliveries, repeated, killed, missedOfKilled], [2, 0, 1, 0]);
  });
});
