import assert from "node:assert/strict";
import { reportNodeVersion } from "../../src/lambda/node-version";
import { functionOf } from "../support/models";
import { recordJournal } from "../support/recorder";

describe("A Node.js version other than AWS's", () => {
  it("is reported once for each runtime", () => {
    const { journal, all } = recordJournal();
    const major = process.versions.node.split(".")[0]!;
    const functions = [`nodejs${major}.x`, "nodejs8.x", "nodejs8.x"].map((runtime) =>
      functionOf("", { runtime }),
    );
    reportNodeVersion(functions, journal);
    reportNodeVersion(functions, journal);
    assert.deepEqual(
      all("lambda.nodeVersion").map(({ message }) => message),
      [`Functions of the runtime "nodejs8.x" run on Node.js ${major} here.`],
    );
  });
});
