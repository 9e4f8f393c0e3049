import { deepEqual, ok } from "node:assert/strict";
import { MongoClient } from "mongodb";
import { mongoChunkStore } from "../../../../handlers/stores/mongodb/mongo-chunk-store";
import { mongoConnectionStore } from "../../../../handlers/stores/mongodb/mongo-connection-store";
import { restoreEnvironment, setEnvironment } from "../../support/environment";
import { freePort } from "../../../support/free-port";
import { describeWithMongoDb, testDatabases, type TestDatabases } from "../../../support/mongodb";
import { itIsAChunkStore } from "../chunk-store.contract";
import { itIsAConnectionStore } from "../connection-store.contract";

describeWithMongoDb("The stores in MongoDB", (uri) => {
  let databases: TestDatabases;
  let unreachable: MongoClient;
  before(async () => {
    databases = testDatabases(uri);
    const address = `mongodb://127.0.0.1:${await freePort()}`;
    unreachable = new MongoClient(address, { serverSelectionTimeoutMS: 100 });
  });
  after(async () => {
    restoreEnvironment();
    await unreachable.close();
    await databases.close();
  });

  /** Chooses a database of its own for the next store. */
  const inNewDatabase = () => {
    const name = databases.next();
    setEnvironment({ MONGODB_DATABASE: name });
    return databases.client.db(name);
  };

  describe("mongoConnectionStore", () => {
    itIsAConnectionStore({
      create() {
        inNewDatabase();
        return mongoConnectionStore(databases.client);
      },
      createBroken: () => mongoConnectionStore(unreachable),
    });

    it("keeps a document for each connection, which MongoDB deletes 10 minutes after two hours", async () => {
      const database = inNewDatabase();
      const store = mongoConnectionStore(databases.client);
      await store.add({ connectionId: "alice", connectedAt: 1_000_000_000_001 });
      const [document, ...others] = await database
        .collection("connections")
        .find({}, { projection: { _id: 0 } })
        .toArray();
      deepEqual(others, []);
      deepEqual(document, {
        connectionId: "alice",
        connectedAt: new Date(1_000_000_000_001),
        expiresAt: new Date((1_000_000_001 + 2 * 60 * 60 + 10 * 60) * 1000),
      });
    });

    it("makes a unique index on the connection ID and one by which documents expire, once", async () => {
      const database = inNewDatabase();
      for (const connectionId of ["alice", "bob"]) {
        // Each store is that of another execution environment.
        const store = mongoConnectionStore(databases.client);
        await store.add({ connectionId, connectedAt: Date.now() });
      }
      const indexes = await database.collection("connections").indexes();
      const facts = indexes.map(({ name, key, unique, expireAfterSeconds }) => {
        return { name, key, unique, expireAfterSeconds };
      });
      deepEqual(facts.slice(1), [
        {
          name: "connectionId",
          key: { connectionId: 1 },
          unique: true,
          expireAfterSeconds: undefined,
        },
        { name: "expiresAt", key: { expiresAt: 1 }, unique: undefined, expireAfterSeconds: 0 },
      ]);
    });
  });

  describe("mongoChunkStore", () => {
    itIsAChunkStore(() => {
      inNewDatabase();
      return mongoChunkStore(databases.client);
    });

    it("lets MongoDB delete a chunk after the 6 hours in which Lambda may deliver it again", async () => {
      const database = inNewDatabase();
      const chunks = mongoChunkStore(databases.client);
      const start = Date.now();
      await chunks.take("a/1", 0);
      await chunks.finish("a/1");
      const [chunk] = await database.collection("chunks").find().toArray();
      deepEqual(Object.keys(chunk ?? {}).sort(), ["_id", "chunkId", "expiresAt"]);
      ok((chunk?.expiresAt as Date).getTime() > start + 6 * 60 * 60 * 1000);
    });
  });
});
