import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import {
  CHUNK_LIFETIME_SECONDS,
  noProgress,
  type ChunkProgress,
  type ChunkStore,
} from "../chunk-store";

type Item = Record<string, AttributeValue>;

/**
 * The chunk store in DynamoDB: an item `{ chunkId (S), takenUntil (N, ms), started (N), repeated (B),
 * settled (B), expiresAt (N, s) }` for each chunk, only `{ chunkId, expiresAt }` once it is finished, in the
 * table that the environment variable CHUNKS_TABLE names.
 * @param keyOf the key of a chunk, if the table is shared with others and has another key than `chunkId`.
 */
export function dynamoChunkStore(
  keyOf: (chunkId: string) => Item = (chunkId) => ({ chunkId: { S: chunkId } }),
): ChunkStore {
  // The SDK builds its middleware once for each command, not for each call.
  const client = new DynamoDBClient({ cacheMiddleware: true });
  const TableName = process.env.CHUNKS_TABLE;
  const finished = (chunkId: string): Item => ({
    ...keyOf(chunkId),
    expiresAt: { N: String(Math.ceil(Date.now() / 1000) + CHUNK_LIFETIME_SECONDS) },
  });
  const taken = (chunkId: string, untilMs: number, progress: ChunkProgress): Item => ({
    ...finished(chunkId),
    takenUntil: { N: String(untilMs) },
    started: { N: String(progress.started) },
    repeated: { B: progress.repeated },
    settled: { B: progress.settled },
  });
  return {
    async take(chunkId, untilMs) {
      const { Item: found } = await client.send(
        new GetItemCommand({ TableName, Key: keyOf(chunkId), ConsistentRead: true }),
      );
      if (found && !found.takenUntil) return "finished";
      const progress = found ? progressOf(found) : noProgress();
      const taking = new PutItemCommand({
        TableName,
        Item: taken(chunkId, untilMs, progress),
        ConditionExpression: "attribute_not_exists(expiresAt) OR takenUntil <= :now",
        ExpressionAttributeValues: { ":now": { N: String(Date.now()) } },
      });
      try {
        await client.send(taking);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return "busy";
        throw error;
      }
      return progress;
    },
    async record(chunkId, untilMs, progress) {
      await client.send(new PutItemCommand({ TableName, Item: taken(chunkId, untilMs, progress) }));
    },
    async finish(chunkId) {
      await client.send(new PutItemCommand({ TableName, Item: finished(chunkId) }));
    },
  };
}

function progressOf({ started, repeated, settled }: Item): ChunkProgress {
  return {
    started: Number(started?.N ?? 0),
    repeated: repeated?.B ?? new Uint8Array(),
    settled: settled?.B ?? new Uint8Array(),
  };
}
