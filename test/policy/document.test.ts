import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../policy/all-rules";
import { PROJECT_FOLDER } from "../support/evaluated";

describe("docs/policy.md", () => {
  it("lists every rule with its page, its severity and its equals", () => {
    deepEqual(
      rowsOf(readFileSync(join(PROJECT_FOLDER, "docs/policy.md"), "utf8")),
      RULES.map(({ name, url, description, severity, level, equals }) => [
        `[${name}](${url})`,
        description,
        severity,
        level.lenient,
        equals.join(", "),
      ]),
    );
  });
});

/** The rows of the table of rules. */
function rowsOf(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| ["))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
