import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LEVELS_KEY, levelsOf, STRICTNESS_KEY } from "../../policy/levels";
import { RULES } from "../../policy/all-rules";
import { evaluated, PROJECT_FOLDER, STACKS } from "../support/evaluated";
import { findingsOf } from "../support/policies";

const TABLE = "aws:dynamodb/table:Table";

describe("The product's stack", () => {
  for (const stack of STACKS) {
    it(`${stack} violates no rule`, async () => {
      deepEqual(await findingsOf(await evaluated({ stack })), []);
    });
  }

  it("prod may be destroyed in the steps of docs/deploy.md", async () => {
    const page = readFileSync(join(PROJECT_FOLDER, "docs/deploy.md"), "utf8");
    const [steps] = /pulumi config set protectTable[^]*?pulumi destroy/.exec(page)!;
    const set = [...steps.matchAll(/^pulumi config set (?:--path )?(\S+) (\S+) --stack prod$/gm)];
    const config: Record<string, string> = {};
    const levels: Record<string, string> = {};
    for (const [, key, value] of set as string[][]) {
      const [, rule] = /^policy:levels\.(.+)$/.exec(key!) ?? [];
      if (rule === undefined) config[key!] = value!;
      else levels[rule] = value!;
    }
    config[LEVELS_KEY] = JSON.stringify(levels);
    const program = await evaluated({ stack: "prod", config });
    deepEqual(await findingsOf(program), []);
    const tables = program.evaluation.resources.filter(({ type }) => type === TABLE);
    equal(tables.length, 2);
    for (const { name, protect, inputs } of tables)
      deepEqual([protect, inputs.deletionProtectionEnabled ?? false], [false, false], name);
  });

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
