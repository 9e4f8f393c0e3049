import { restoreEnvironment, setEnvironment } from "../../../test/handlers/support/environment";
import {
  describeWithMongoDb,
  testDatabases,
  type TestDatabases,
} from "../../../test/support/mongodb";
import { mongoRoomStore } from "../stores/mongodb/mongo-room-store";
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

  itIsARoomStore(() => {
    setEnvironment({ MONGODB_DATABASE: databases.next() });
    return mongoRoomStore(databases.client);
  });
});
