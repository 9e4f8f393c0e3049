import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CHUNK_LIFETIME_SECONDS, type ChunkStore } from "../chunk-store";

/**
 * The chunk store in DynamoDB: an item `{ chunkId (S), takenUntil (N, ms), expiresAt (N, s) }` for each
 * chunk, without `takenUntil` once it is finished, in the table that the environment variable
 * CHUNKS_TABLE names.
 */
export function dynamoChunkStore(): ChunkStore {
  // The SDK builds its middleware once for each command, not for each call.
  const client = new DynamoDBClient({ cacheMiddleware: true });
  const TableName = process.env.CHUNKS_TABLE;
  const itemOf = (chunkId: string) => ({
    chunkId: { S: chunkId },
    expiresAt: { N: String(Math.ceil(Date.now() / 1000) + CHUNK_LIFETIME_SECONDS) },
  });
  return {
    async take(chunkId, untilMs) {
      const Key = { chunkId: { S: chunkId } };
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key, ConsistentRead: true }),
      );
      if (Item && !Item.takenUntil) return "finished";
      const taking = new PutItemCommand({
        TableName,
        Item: { ...itemOf(chunkId), takenUntil: { N: String(untilMs) } },
        ConditionExpression: "attribute_not_exists(chunkId) OR takenUntil <= :now",
        ExpressionAttributeValues: { ":now": { N: String(Date.now()) } },
      });
      try {
        await client.send(taking);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return "busy";
        throw error;
      }
      return "taken";
    },
    async finish(chunkId) {
      await client.send(new PutItemCommand({ TableName, Item: itemOf(chunkId) }));
    },
  };
}
