import { deepEqual, equal, ok } from "node:assert/strict";
import { startDelivery } from "../../../handlers/broadcast/delivery";
import { settingsOf } from "../support/broadcast-settings";

describe("A delivery", () => {
  it("does not repeat a post whose repetition could not be recorded", async () => {
    const alice = { connectionId: "alice", connectedAt: 0 };
    let posts = 0;
    const delivery = startDelivery({
      post: async () => {
        posts++;
        throw new Error("The socket broke.");
      },
      onRepeat: () => Promise.reject(new Error("Throttled.")),
      forget: async () => undefined,
      isStored: async () => true,
      maxAttempts: 10,
      settings: settingsOf({ repeatMs: 0 }),
      endMs: Date.now() + 10_000,
    });
    await delivery.add([alice]);
    const { left, repeated } = await delivery.end();
    deepEqual([left, repeated, posts], [[alice], 0, 1]);
    equal(delivery.refusal(), undefined);
  });

  it("does not wait for a handshake that never ends, and keeps its row", async () => {
    const { forgotten, ...never } = await deliverToUnopened(() => Infinity);
    deepEqual([never.gone, never.sent, forgotten], [1, 0, 0]);
    ok(never.retried > 2);
  });

  it("reaches a connection that opens meanwhile", async () => {
    const { gone, sent, forgotten } = await deliverToUnopened((startedAt) => startedAt + 500);
    deepEqual([gone, sent, forgotten], [0, 1, 0]);
  });
});

/** Delivers to a connection whose row was just written, and which opens at some time. */
async function deliverToUnopened(opensAt: (startedAt: number) => number) {
  const startedAt = Date.now();
  const alice = { connectionId: "alice", connectedAt: startedAt };
  let forgotten = 0;
  const delivery = startDelivery({
    post: async () => ({ status: Date.now() < opensAt(startedAt) ? 410 : 200, errorType: "" }),
    forget: async () => void forgotten++,
    isStored: async () => true,
    maxAttempts: 10,
    settings: settingsOf({}),
    endMs: startedAt + 25_000,
  });
  await delivery.add([alice]);
  return { ...(await delivery.end()), forgotten };
}
