import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import type { Order } from "./order";

const DAY_SECONDS = 24 * 60 * 60;

/** The orders of the table that ORDERS_TABLE names. They expire after a day. */
export function orderStore(client = new DynamoDBClient()) {
  const TableName = process.env.ORDERS_TABLE;
  return {
    async add(order: Order): Promise<void> {
      const expiresAt = Math.floor(order.acceptedAt / 1000) + DAY_SECONDS;
      const Item = { ...itemOf(order), expiresAt: { N: String(expiresAt) } };
      await client.send(new PutItemCommand({ TableName, Item }));
    },

    async find(orderId: string): Promise<Order | undefined> {
      const Key = { orderId: { S: orderId } };
      const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
      return Item && orderOf(Item);
    },

    /** @returns whether the order changed: another invocation may have done the same before. */
    async advance(orderId: string, from: Order["state"][], to: Order["state"]): Promise<boolean> {
      const values = Object.fromEntries(from.map((state, i) => [`:from${i}`, { S: state }]));
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: { orderId: { S: orderId } },
            UpdateExpression: "SET #state = :to",
            ConditionExpression: `#state IN (${Object.keys(values).join(", ")})`,
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ...values, ":to": { S: to } },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    /** Orders that were accepted before a time and are not done. */
    async *waitingSince(beforeMs: number): AsyncGenerator<Order> {
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName,
            FilterExpression: "#state = :accepted AND acceptedAt < :before",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: {
              ":accepted": { S: "accepted" },
              ":before": { N: String(beforeMs) },
            },
            ...(ExclusiveStartKey && { ExclusiveStartKey }),
          }),
        );
        yield* (page.Items ?? []).map(orderOf);
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
    },
  };
}

export type OrderStore = ReturnType<typeof orderStore>;

function itemOf({ orderId, item, state, acceptedAt }: Order): Record<string, AttributeValue> {
  return {
    orderId: { S: orderId },
    item: { S: item },
    state: { S: state },
    acceptedAt: { N: String(acceptedAt) },
  };
}

function orderOf(item: Record<string, AttributeValue>): Order {
  return {
    orderId: item.orderId!.S!,
    item: item.item!.S!,
    state: item.state!.S as Order["state"],
    acceptedAt: Number(item.acceptedAt!.N),
  };
}
