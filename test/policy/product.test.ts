import { deepEqual, equal } from "node:assert/strict";
import { LEVELS_KEY, levelsOf, STRICTNESS_KEY } from "../../policy/levels";
import { RULES } from "../../policy/all-rules";
import { evaluated, PROCESS_MS, STACKS } from "../support/evaluated";
import { findingsOf } from "../support/policies";

describe("The product's stack", function () {
  this.timeout(PROCESS_MS);
  for (const stack of STACKS) {
    it(`${stack} violates no rule`, async () => {
      deepEqual(await findingsOf(await evaluated({ stack })), []);
    });
  }

  it("prod is asked everything: no rule is left out, and none only advises", async () => {
    const { configuration } = await evaluated({ stack: "prod" });
    equal(configuration[STRICTNESS_KEY], "strict");
    equal(configuration[LEVELS_KEY], undefined);
    const levels = levelsOf(RULES, "prod", configuration);
    deepEqual(
      RULES.filter(({ name }) => levels.get(name) !== "mandatory").map(({ name }) => name),
      [],
    );
  });
});
