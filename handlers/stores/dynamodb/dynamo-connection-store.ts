import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { expiresAt, type ConnectionStore } from "../connection-store";

/**
 * The connection store in DynamoDB: an item `{ connectionId (S), connectedAt (N, ms), expiresAt (N, s) }`
 * for each connection, with `{ second (N, s), messages (N) }` once it has sent any, in the table that the
 * environment variable CONNECTIONS_TABLE names.
 */
export function dynamoConnectionStore(): ConnectionStore {
  // The SDK builds its middleware once for each command, not for each call.
  const client = new DynamoDBClient({ cacheMiddleware: true });
  const TableName = process.env.CONNECTIONS_TABLE;
  return {
    async add({ connectionId, connectedAt }) {
      const Item = {
        connectionId: { S: connectionId },
        connectedAt: { N: String(connectedAt) },
        expiresAt: { N: String(expiresAt(connectedAt)) },
      };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    async remove({ connectionId, connectedAt }) {
      const deletion = new DeleteItemCommand({
        TableName,
        Key: { connectionId: { S: connectionId } },
        ConditionExpression: "connectedAt = :connectedAt",
        ExpressionAttributeValues: { ":connectedAt": { N: String(connectedAt) } },
      });
      await ifConditionHolds(client.send(deletion));
    },
    async has({ connectionId, connectedAt }) {
      const Key = { connectionId: { S: connectionId } };
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key, ConsistentRead: true }),
      );
      return Item?.connectedAt?.N === String(connectedAt);
    },
    async count({ connectionId, connectedAt }, nowMs, weight) {
      const update = async (change: string, condition: string) => {
        const counting = new UpdateItemCommand({
          TableName,
          Key: { connectionId: { S: connectionId } },
          UpdateExpression: change,
          ConditionExpression: `connectedAt = :connectedAt AND (${condition})`,
          ExpressionAttributeNames: { "#second": "second" },
          ExpressionAttributeValues: {
            ":connectedAt": { N: String(connectedAt) },
            ":second": { N: String(Math.floor(nowMs / 1000)) },
            ":weight": { N: String(weight) },
          },
          ReturnValues: "UPDATED_NEW",
        });
        return ifConditionHolds(client.send(counting));
      };
      // Who sends slowly needs only the first.
      const first = await update(
        "SET #second = :second, messages = :weight",
        "attribute_not_exists(#second) OR #second < :second",
      );
      if (first) return weight;
      const further = await update("ADD messages :weight", "#second >= :second");
      return Number(further?.Attributes?.messages?.N ?? weight);
    },
    async *list() {
      const pages = paginateScan(
        { client },
        {
          TableName,
          // Includes every connection that was accepted before.
          ConsistentRead: true,
          // DynamoDB deletes expired items up to days later.
          FilterExpression: "expiresAt > :now",
          ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1000)) } },
          ProjectionExpression: "connectionId, connectedAt",
        },
      );
      for await (const { Items = [] } of pages) {
        yield Items.map((item) => ({
          connectionId: item.connectionId?.S ?? "",
          connectedAt: Number(item.connectedAt?.N),
        }));
      }
    },
  };
}

/** @returns undefined if the condition of the write does not hold. */
async function ifConditionHolds<Output>(writing: Promise<Output>): Promise<Output | undefined> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
