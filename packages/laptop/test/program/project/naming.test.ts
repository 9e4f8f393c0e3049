import { equal, match, throws } from "node:assert/strict";
import { UserError } from "../../../src/shared/errors";
import { DEFAULT_NAMING, namingOf } from "../../../src/program/project/naming";
import type { Project } from "../../../src/program/project/project";

const URN = "urn:pulumi:dev::shop::aws:sns/topic:Topic::jobs";

/** The name of "jobs" in the stack dev of the project shop. */
function nameWith(autonaming?: object): string {
  const values = autonaming ? { "pulumi:autonaming": JSON.stringify(autonaming) } : {};
  const project = {
    name: "shop",
    stack: "dev",
    configuration: { values, secretKeys: [], unreadable: {} },
  };
  return namingOf(project as unknown as Project)(URN, "jobs");
}

// https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
describe("namingOf", () => {
  it("adds seven digits where nothing is configured", () => {
    match(nameWith(), /^jobs-[0-9a-f]{7}$/);
    equal(nameWith({ mode: "default" }), DEFAULT_NAMING(URN, "jobs"));
  });

  it("gives the same digits to the same URN, and others to another", () => {
    equal(nameWith(), nameWith());
    const other = DEFAULT_NAMING(`${URN}2`, "jobs");
    match(other, /^jobs-[0-9a-f]{7}$/);
    equal(other === nameWith(), false);
  });

  it("fills in project, stack, organization and name", () => {
    const pattern = "${organization}/${project}-${stack}-${name}";
    equal(nameWith({ pattern, enforce: true }), "laptop/shop-dev-jobs");
  });

  it("fills in digits of each kind", () => {
    match(nameWith({ pattern: "${hex(4)} ${num(5)}" }), /^[0-9a-f]{4} \d{5}$/);
    match(nameWith({ pattern: "${string(6)} ${alphanum(12)}" }), /^[a-z]{6} [a-z0-9]{12}$/);
  });

  it("takes the logical name in the mode verbatim", () => {
    equal(nameWith({ mode: "verbatim" }), "jobs");
  });

  const way =
    "Set a pattern of ${name}, ${project}, ${stack}, ${organization} and ${hex(7)}, or leave it out.";
  for (const [autonaming, what] of [
    [{ mode: "disabled" }, 'has the mode "disabled", which is not known here'],
    [{ providers: { aws: {} } }, 'holds "providers", which is not known here'],
    [{ pattern: 7 }, "has a pattern that is not a string"],
    [{ pattern: "${uuid}" }, 'has the pattern "${uuid}", and "${uuid}" is not known here'],
    [{ pattern: "${hex(x)}" }, 'has the pattern "${hex(x)}", and "${hex(x)}" is not known here'],
  ] as const) {
    it(`refuses ${JSON.stringify(autonaming)}`, () => {
      throws(
        () => nameWith(autonaming),
        new UserError("PROJECT", `Configuration "pulumi:autonaming" ${what}. ${way}`),
      );
    });
  }
});
