import { throws } from "node:assert/strict";
import { mongoClient } from "../../handlers/mongo-client";
import { restoreEnvironment, setEnvironment } from "../support/environment";

describe("mongoClient", () => {
  afterEach(restoreEnvironment);

  for (const uri of ["", "correct-horse", "mongodb://events:correct-horse/@db.example.com"])
    it(`refuses "${uri}" and does not repeat it`, () => {
      setEnvironment({ MONGODB_URI: uri });
      throws(mongoClient, {
        message:
          "The value of MONGODB_URI is no URI of MongoDB that is understood (MongoParseError).",
      });
    });
});
