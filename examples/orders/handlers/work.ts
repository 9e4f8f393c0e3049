import type { Announce } from "./announce";
import type { OrderStore } from "./order-store";

export interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

/** Messages that are to come again. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Does the orders of a batch. One that fails comes again, the others do not. */
export function work(store: OrderStore, announce: Announce) {
  const doOne = async (body: string) => {
    const { orderId } = JSON.parse(body) as { orderId: string };
    const order = await store.find(orderId);
    if (!order) throw new Error(`Order "${orderId}" is not in the table.`);
    if (order.item === "the impossible") throw new Error("Nobody can do that.");
    const isDone = await store.advance(orderId, ["accepted", "late"], "done");
    // A message may come twice. What was done before may not have been announced.
    if (isDone || order.state === "done") await announce({ ...order, state: "done" });
  };
  return async ({ Records }: QueueEvent): Promise<BatchResponse> => {
    const batchItemFailures: BatchResponse["batchItemFailures"] = [];
    for (const { messageId, body } of Records) {
      try {
        await doOne(body);
      } catch (error) {
        console.error(`Message ${messageId} failed:`, error);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
