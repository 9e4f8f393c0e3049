import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoChunkStore } from "../../../../handlers/stores/dynamodb/dynamo-chunk-store";
import { useDynamoDb } from "../../support/dynamo-tables";
import { setEnvironment } from "../../support/environment";
import { itIsAChunkStore } from "../chunk-store.contract";

describe("dynamoChunkStore", () => {
  const makeTable = useDynamoDb();

  /** A store in a table of its own. */
  const create = async () => {
    await makeTable("chunkId", "CHUNKS_TABLE");
    return dynamoChunkStore();
  };

  itIsAChunkStore(create);

  it("lets DynamoDB delete a chunk after the 6 hours in which Lambda may deliver it again", async () => {
    const chunks = await create();
    const before = Date.now() / 1000;
    await chunks.take("a/1", 0);
    const taken = await itemOf("a/1");
    await chunks.finish("a/1");
    const finished = await itemOf("a/1");
    for (const item of [taken, finished]) ok(Number(item.expiresAt?.N) > before + 6 * 60 * 60);
    deepEqual(Object.keys(finished).sort(), ["chunkId", "expiresAt"]);
  });

  it("fails when the table does not exist", async () => {
    setEnvironment({ CHUNKS_TABLE: "no-such-table" });
    await rejects(dynamoChunkStore().take("a/1", 0), (error: Error) => {
      equal(error.name, "ResourceNotFoundException");
      return true;
    });
  });
});

async function itemOf(chunkId: string): Promise<Record<string, { N?: string }>> {
  const client = new DynamoDBClient({});
  const Key = { chunkId: { S: chunkId } };
  const { Item } = await client.send(
    new GetItemCommand({ TableName: process.env.CHUNKS_TABLE, Key }),
  );
  client.destroy();
  return Item as Record<string, { N?: string }>;
}
