import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";

export type Item = Record<string, AttributeValue>;

/** The one table: items by `place` and `entry`, and the index `byConnection` over those that are of a connection. */
export interface DynamoTable {
  client: DynamoDBClient;
  TableName: string | undefined;
  /** Reads an item as it is now. */
  get(place: string, entry: string): Promise<Item | undefined>;
  /** Writes an item. @returns the one before. */
  put(item: Item): Promise<Item | undefined>;
}

export const BY_CONNECTION = "byConnection";

/** The table that the environment variable ROOMS_TABLE names. */
export function dynamoTable(): DynamoTable {
  // The SDK builds its middleware once for each command, not for each call.
  const client = new DynamoDBClient({ cacheMiddleware: true });
  const TableName = process.env.ROOMS_TABLE;
  return {
    client,
    TableName,
    async get(place, entry) {
      const get = new GetItemCommand({ TableName, Key: keyOf(place, entry), ConsistentRead: true });
      return (await client.send(get)).Item;
    },
    async put(item) {
      const put = new PutItemCommand({ TableName, Item: item, ReturnValues: "ALL_OLD" });
      return (await client.send(put)).Attributes;
    },
  };
}

export function keyOf(place: string, entry: string): Item {
  return { place: { S: place }, entry: { S: entry } };
}

/** @returns undefined if the condition of the write does not hold. */
export async function ifConditionHolds<Output>(
  writing: Promise<Output>,
): Promise<Output | undefined> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
