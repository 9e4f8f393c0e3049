import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { mongoClient } from "../../../../handlers/stores/mongodb/mongo-client";
import { restoreEnvironment, setEnvironment } from "../../support/environment";

describe("mongoClient", () => {
  afterEach(restoreEnvironment);

  it("has two connections at most, and gives up long before API Gateway does", async () => {
    setEnvironment({ MONGODB_URI: "mongodb://127.0.0.1" });
    const { options } = mongoClient();
    equal(options.maxPoolSize, 2);
    ok(options.serverSelectionTimeoutMS + options.socketTimeoutMS < 29_000 - 10_000);
  });

  it("reads what was written, also after another server has taken over, whatever the URI says", () => {
    setEnvironment({ MONGODB_URI: "mongodb://127.0.0.1/?readPreference=secondary&w=1" });
    const { options, readPreference } = mongoClient();
    deepEqual([readPreference.mode, options.writeConcern?.w], ["primary", "majority"]);
  });

  for (const uri of ["", "correct-horse", "mongodb://events:correct-horse/@db.example.com"])
    it(`refuses "${uri}" and does not repeat it`, () => {
      setEnvironment({ MONGODB_URI: uri });
      throws(mongoClient, {
        message: "MONGODB_URI is not a valid MongoDB URI (MongoParseError).",
      });
    });
});
