import { deepEqual } from "node:assert/strict";
import { checkPolicies, lineOf } from "../../local/policy";
import { evaluated, STACKS } from "./evaluated";

describe("The product's stack", () => {
  for (const stack of STACKS) {
    it(`${stack} violates no rule`, async () => {
      const { evaluation, configuration, directory } = await evaluated({ stack });
      const findings = checkPolicies(evaluation, { configuration, directory });
      deepEqual(findings.map(lineOf), []);
    });
  }
});
