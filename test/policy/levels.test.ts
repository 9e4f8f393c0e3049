import { deepEqual, equal, throws } from "node:assert/strict";
import { levelsOf, strictnessOf } from "../../policy/levels";
import type { Rule } from "../../policy/rule";

const RULES: Pick<Rule, "name" | "level">[] = [
  { name: "always", level: { lenient: "mandatory", strict: "mandatory" } },
  { name: "later", level: { lenient: "advisory", strict: "mandatory" } },
];
const withLevels = (levels: unknown) => ({ "policy:levels": JSON.stringify(levels) });

describe("Strictness", () => {
  for (const stack of ["prod", "production", "staging"])
    it(`is strict in ${stack}`, () => equal(strictnessOf(stack, {}), "strict"));
  for (const stack of ["dev", "alice", "prod-copy"])
    it(`is lenient in ${stack}`, () => equal(strictnessOf(stack, {}), "lenient"));

  it("is what the stack's configuration says", () => {
    equal(strictnessOf("alice", { "policy:strictness": "strict" }), "strict");
    equal(strictnessOf("prod", { "policy:strictness": "lenient" }), "lenient");
  });

  it("is refused if it is neither", () => {
    throws(() => strictnessOf("dev", { "policy:strictness": "very" }), {
      message: 'Configuration "policy:strictness" is "very". Set it to "lenient" or "strict".',
    });
  });
});

describe("Enforcement levels", () => {
  it("are the rule's own for the stack's strictness", () => {
    deepEqual(Object.fromEntries(levelsOf(RULES, "dev", {})), {
      always: "mandatory",
      later: "advisory",
    });
    deepEqual(Object.fromEntries(levelsOf(RULES, "prod", {})), {
      always: "mandatory",
      later: "mandatory",
    });
  });

  it("are changed by the stack's configuration", () => {
    const levels = levelsOf(RULES, "prod", withLevels({ later: "disabled" }));
    equal(levels.get("later"), "disabled");
    equal(levels.get("always"), "mandatory");
  });

  it("are refused for an unknown rule", () => {
    throws(() => levelsOf(RULES, "dev", withLevels({ latter: "disabled" })), {
      message: 'Configuration "policy:levels" names the unknown rule "latter".',
    });
  });

  it("are refused if there is no such level", () => {
    throws(() => levelsOf(RULES, "dev", withLevels({ later: "off" })), {
      message:
        'Configuration "policy:levels" sets "later" to "off". Set it to advisory, mandatory, disabled.',
    });
  });

  it("are refused if they are not an object", () => {
    throws(() => levelsOf(RULES, "dev", { "policy:levels": "strict" }), {
      message: 'Configuration "policy:levels" is not an object of rule names and levels.',
    });
  });
});
