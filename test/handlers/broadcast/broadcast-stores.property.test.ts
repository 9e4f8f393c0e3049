import { equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { dynamoChunkStore } from "../../../handlers/stores/dynamodb/dynamo-chunk-store";
import { dynamoConnectionStore } from "../../../handlers/stores/dynamodb/dynamo-connection-store";
import { mongoChunkStore } from "../../../handlers/stores/mongodb/mongo-chunk-store";
import { mongoConnectionStore } from "../../../handlers/stores/mongodb/mongo-connection-store";
import { describeWithMongoDb, testDatabases, type TestDatabases } from "../../support/mongodb";
import type { BroadcastCase } from "../support/broadcast-run";
import { recordConsole, restoreConsole } from "../support/console";
import { useDynamoDb } from "../support/dynamo-tables";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { deaths, run, setting, someones } from "../support/people";

describe("A broadcast over DynamoDB whose posts fail now and then", () => {
  const makeTable = useDynamoDb();
  itKeepsItsPromise(async () => {
    await makeTable("connectionId", "CONNECTIONS_TABLE");
    await makeTable("chunkId", "CHUNKS_TABLE");
    return { connections: dynamoConnectionStore(), chunks: dynamoChunkStore() };
  });
});

describeWithMongoDb("A broadcast over MongoDB whose posts fail now and then", (uri) => {
  let databases: TestDatabases;
  before(() => {
    databases = testDatabases(uri);
  });
  after(async () => {
    restoreEnvironment();
    await databases.close();
  });
  itKeepsItsPromise(async () => {
    setEnvironment({ MONGODB_DATABASE: databases.next() });
    const { client } = databases;
    return { connections: mongoConnectionStore(client), chunks: mongoChunkStore(client) };
  });
});

function itKeepsItsPromise(create: () => Promise<BroadcastCase["stores"]>) {
  afterEach(restoreConsole);

  it("forgets nobody, removes nobody who is connected and tells nobody more than twice", () => {
    recordConsole();
    return fc.assert(
      fc.asyncProperty(fc.record({ people: someones, deaths, ...setting }), async (given) => {
        const stores = await create();
        const everyone = await run({ ...given, stores, withFanOut: true, deathsPerChunk: 1 });
        for (const { fate, connection, isStored } of everyone) {
          const promised = fate === "stays" || fate === "opens";
          if (promised && connection.lostAnswers === 0) ok(connection.copies >= 1, fate);
          ok(connection.copies <= 2, `${fate}: ${connection.copies} copies`);
          equal(isStored, connection.isOpen, `${fate}: stored`);
        }
      }),
      { numRuns: 10 },
    );
  });
}
