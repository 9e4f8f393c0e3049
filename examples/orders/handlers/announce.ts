import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Order } from "./order";

export type Announce = (order: Order) => Promise<void>;

/** Tells the bus that EVENT_BUS names what state an order has come to. */
export function announcer(client = new EventBridgeClient()): Announce {
  const EventBusName = process.env.EVENT_BUS;
  return async (order) => {
    const { Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName,
            Source: "orders",
            DetailType: order.state,
            Detail: JSON.stringify(order),
          },
        ],
      }),
    );
    const [entry] = Entries ?? [];
    if (entry?.ErrorCode) throw new Error(`${entry.ErrorCode}: ${entry.ErrorMessage}`);
  };
}
