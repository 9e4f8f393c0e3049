import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop } from "pulumi-laptop/test";
import { restoreEnvironment, setEnvironment } from "../../../test/handlers/support/environment";
import {
  describeWithMongoDb,
  testDatabases,
  type TestDatabases,
} from "../../../test/support/mongodb";
import { mongoRoomStore } from "../stores/mongodb/mongo-room-store";
import { personAt } from "./people";
import { itIsARoomStore } from "./room-store.contract";

describeWithMongoDb("mongoRoomStore", (uri) => {
  let databases: TestDatabases;
  before(() => {
    databases = testDatabases(uri);
  });
  after(async () => {
    restoreEnvironment();
    await databases.close();
  });

  it("serves the program on a laptop, without a DynamoDB table", async () => {
    const program = join(__dirname, "..");
    const config = { store: "mongodb", mongodbUri: uri, mongodbDatabase: databases.next() };
    const laptop = await startLaptop({ program, config });
    try {
      const [alice, bob] = [await personAt(laptop, "alice"), await personAt(laptop, "bob")];
      await alice.ask({ action: "join", room: "a" });
      await alice.ask({ action: "say", room: "a", text: "hi" });
      const { before } = await bob.ask({ action: "join", room: "a", since: 0 });
      deepEqual(
        before.map(({ text, sequence }) => [text, sequence]),
        [["hi", 1]],
      );
      await bob.connection.close();
      deepEqual((await alice.next()).state, "joined");
      deepEqual((await alice.next()).state, "left");
      deepEqual(laptop.runtime.model.tables, []);
    } finally {
      await laptop.close();
    }
  });

  itIsARoomStore(() => {
    setEnvironment({ MONGODB_DATABASE: databases.next() });
    return mongoRoomStore(databases.client);
  });
});
