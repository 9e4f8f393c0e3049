import assert from "node:assert/strict";
import { exposureWarning } from "../../../src/cli/console/exposure-warning";

describe("the warning of what a run exposes", () => {
  it("is left out where only this machine can connect", () => {
    for (const host of ["127.0.0.1", "localhost", "::1", "LOCALHOST"])
      assert.deepEqual(exposureWarning({ host, expose: [] }), [], host);
  });

  it("says what other machines reach, and what they do not", () => {
    assert.deepEqual(exposureWarning({ host: "0.0.0.0", expose: ["page"] }), [
      "Warning: with --host 0.0.0.0, other machines can connect to the stages, without TLS.",
      "  They can also reach the page; tokens and signatures cross the network readable.",
      "  This machine alone reaches the management API, DynamoDB, Lambda's Invoke API. --expose NAME opens one: management, dynamodb, invoke.",
    ]);
    assert.equal(exposureWarning({ host: "::", expose: [] }).length, 2);
  });
});
