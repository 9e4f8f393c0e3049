import { deepEqual, equal } from "node:assert/strict";
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
});
