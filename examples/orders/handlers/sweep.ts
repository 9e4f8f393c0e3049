import type { Announce } from "./announce";
import type { OrderStore } from "./order-store";

/** Finds orders that nobody has done in time, and says so of each once. */
export function sweep(store: OrderStore, announce: Announce) {
  const lateAfterMs = Number(process.env.LATE_AFTER_MINUTES) * 60_000;
  return async (): Promise<void> => {
    for await (const order of store.waitingSince(Date.now() - lateAfterMs)) {
      const isLate = await store.advance(order.orderId, ["accepted"], "late");
      if (isLate) await announce({ ...order, state: "late" });
    }
  };
}
