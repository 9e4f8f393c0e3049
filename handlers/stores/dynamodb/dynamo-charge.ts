import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { EXCESS_LASTS_MS, type Connection, type Excess, type Price } from "../connection-store";

/** Where the item of a connection is, which has `connectedAt`. */
interface Place {
  client: DynamoDBClient;
  TableName: string | undefined;
  Key: Item;
}

/** Charges a connection in its item for a message. One that owes nothing costs one write. */
export async function charge(
  place: Place,
  connection: Connection,
  nowMs: number,
  { costMs, mostMs }: Price,
): Promise<Excess> {
  const free = await updateIf(place, connection, {
    condition: "attribute_not_exists(paidAtMs) OR paidAtMs <= :now",
    change: "SET paidAtMs = :paid",
    values: { ":now": nowMs, ":paid": nowMs + costMs },
  });
  if (free.isChanged || !isOf(connection, free.item)) return "none";
  const latestMs = nowMs + mostMs - costMs;
  const owing =
    paidAtMsOf(free.item) > latestMs
      ? free
      : await updateIf(place, connection, {
          condition: "paidAtMs <= :latest",
          change: "ADD paidAtMs :cost",
          values: { ":latest": latestMs, ":cost": costMs },
        });
  if (owing.isChanged) return "none";
  const before = nowMs - EXCESS_LASTS_MS;
  if (Number(owing.item.toldAtMs?.N ?? -Infinity) > before) return "further";
  const telling = await updateIf(place, connection, {
    condition: "attribute_not_exists(toldAtMs) OR toldAtMs <= :before",
    change: "SET toldAtMs = :now",
    values: { ":before": before, ":now": nowMs },
  });
  return telling.isChanged ? "first" : "further";
}

interface Update {
  condition: string;
  change: string;
  values: Record<string, number>;
}

type Item = Record<string, AttributeValue>;

/** @returns the item as it is afterwards, changed or not; it is empty if none has this ID. */
async function updateIf(
  { client, ...place }: Place,
  { connectedAt }: Connection,
  { condition, change, values }: Update,
): Promise<{ isChanged: boolean; item: Item }> {
  const numbers = Object.entries({ ...values, ":connectedAt": connectedAt });
  const update = new UpdateItemCommand({
    ...place,
    UpdateExpression: change,
    ConditionExpression: `connectedAt = :connectedAt AND (${condition})`,
    ExpressionAttributeValues: Object.fromEntries(
      numbers.map(([name, value]) => [name, { N: String(value) }]),
    ),
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    const { Attributes = {} } = await client.send(update);
    return { isChanged: true, item: Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isChanged: false, item: error.Item ?? {} };
  }
}

/** Whether the item is of this connection, and not of a later one under its ID. */
function isOf({ connectedAt }: Connection, item: Item): boolean {
  return item.connectedAt?.N === String(connectedAt);
}

function paidAtMsOf(item: Item): number {
  return Number(item.paidAtMs?.N ?? 0);
}
