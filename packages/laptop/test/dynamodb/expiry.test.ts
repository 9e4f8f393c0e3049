import assert from "node:assert/strict";
import { PutItemCommand, ScanCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startDynamoDb, type DynamoDb } from "../../src/dynamodb/start";
import { databaseClient } from "../support/database-client";
import { FakeClock } from "../support/fake-clock";
import { modelOf, tableOf } from "../support/models";
import { recordJournal, type Recorder } from "../support/recorder";

/** No sweep comes later than this after a write. */
const SWEEP_MS = 60_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html */
describe("items that expire", () => {
  let clock: FakeClock;
  let recorder: Recorder;
  let dynamoDb: DynamoDb;
  let client: DynamoDBClient;

  beforeEach(async () => {
    clock = new FakeClock();
    recorder = recordJournal(clock);
    const tables = [
      tableOf("connections"),
      tableOf("forever", { ttlAttribute: undefined }),
      // Swept last: when its item has expired, a sweep of the others is over.
      tableOf("last"),
    ];
    dynamoDb = await startDynamoDb(modelOf({ tables }), { clock, journal: recorder.journal });
    client = databaseClient(dynamoDb.endpoint);
  });
  afterEach(async () => {
    client.destroy();
    await dynamoDb.close();
  });

  const nowSeconds = () => clock.now() / 1000;
  const put = (TableName: string, id: string, expiresAt?: string | number) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: {
          id: { S: id },
          ...(typeof expiresAt === "number" && { expiresAt: { N: String(expiresAt) } }),
          ...(typeof expiresAt === "string" && { expiresAt: { S: expiresAt } }),
        },
      }),
    );
  const idsOf = async (TableName: string) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    return Items.map(({ id }) => id!.S).sort();
  };
  /** Lets time pass until a sweep of all tables is over. */
  const sweep = async (milliseconds: number) => {
    await put("last", "sentinel", nowSeconds());
    const swept = recorder.until("dynamodb.expire", { table: "last" });
    clock.advance(milliseconds);
    await swept;
  };

  it("are deleted, and no others are", async () => {
    await put("connections", "long ago", nowSeconds() - 3600);
    await put("connections", "just now", nowSeconds());
    await put("connections", "soon", nowSeconds() + SWEEP_MS / 1000 + 1);
    await put("connections", "never");
    await put("connections", "not a number", String(nowSeconds() - 3600));
    await put("forever", "without TTL", nowSeconds() - 3600);
    await sweep(SWEEP_MS);
    assert.deepEqual(await idsOf("connections"), ["never", "not a number", "soon"]);
    assert.deepEqual(await idsOf("forever"), ["without TTL"]);
  });

  it("are recorded with their table and key", async () => {
    await put("connections", "old", nowSeconds() - 1);
    await put("connections", "new", nowSeconds() + 3600);
    await sweep(SWEEP_MS);
    const recorded = recorder
      .all("dynamodb.expire")
      .filter(({ table }) => table === "connections")
      .map(({ time: _time, ...entry }) => entry);
    assert.deepEqual(recorded, [
      {
        service: "dynamodb",
        event: "expire",
        table: "connections",
        key: { id: { S: "old" } },
      },
    ]);
  });

  it("are deleted without another write, when their time comes", async () => {
    await put("connections", "in an hour", nowSeconds() + 3600);
    const next = clock.timerOf(3600_000 - SWEEP_MS);
    await sweep(SWEEP_MS);
    await next;
    assert.deepEqual(await idsOf("connections"), ["in an hour"]);
    const expired = recorder.until("dynamodb.expire", { table: "connections" });
    clock.advance(3600_000 - SWEEP_MS);
    await expired;
    assert.deepEqual(await idsOf("connections"), []);
  });

  it("stay as long as they are written anew", async () => {
    await put("connections", "renewed", nowSeconds() + 30);
    await put("connections", "renewed", nowSeconds() + 3600);
    await sweep(SWEEP_MS);
    assert.deepEqual(await idsOf("connections"), ["renewed"]);
  });
});
