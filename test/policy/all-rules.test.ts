import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../policy/all-rules";

describe("The rules", () => {
  it("have names of their own, which begin with the service", () => {
    const names = RULES.map(({ name }) => name);
    equal(new Set(names).size, names.length);
    for (const name of names)
      match(name, /^(iam|lambda|apigateway|dynamodb|logs|kms|stack)(-[a-z]+)+$/);
  });

  it("say what they ask, the way out and the page that says why, in sentences", () => {
    for (const { name, description, remediation, url, types } of RULES) {
      match(description, /^[A-Z].*\.$/, name);
      match(remediation, /^[A-Z].*\.$/, name);
      match(url, /^https:\/\//, name);
      ok(types.length > 0, name);
    }
  });

  it("are never laxer in a strict stack", () => {
    const rank = { disabled: 0, advisory: 1, mandatory: 2 };
    for (const { name, level } of RULES) {
      ok(rank[level.strict] >= rank[level.lenient], name);
      equal(level.strict, "mandatory", name);
    }
  });

  it("have a table of tests each", () => {
    const folder = join(__dirname, "rules");
    const files = readdirSync(folder, { encoding: "utf8", recursive: true });
    const tests = files
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(folder, file), "utf8"));
    const tested = tests.join("\n").match(/describeRule\(/g)!.length;
    deepEqual(tested, RULES.length);
  });
});
