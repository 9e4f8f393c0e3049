import { deepEqual } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { checkPolicies, lineOf } from "../../local/policy";
import { evaluated, PROJECT_FOLDER } from "./evaluated";

const STACKS = readdirSync(PROJECT_FOLDER).flatMap(
  (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
);

describe("The product's stack", () => {
  for (const stack of STACKS) {
    it(`${stack} has no mandatory violation`, async () => {
      const { evaluation, configuration, directory } = await evaluated({ stack });
      const findings = checkPolicies(evaluation, { configuration, directory });
      deepEqual(findings.filter(({ level }) => level === "mandatory").map(lineOf), []);
    });
  }
});
