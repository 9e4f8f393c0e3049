import { deepEqual, equal, match, throws } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fidelityTables, keptRecordings } from "../../docs/fidelity";
import { remarksIn } from "../../docs/remarks";
import { CASES } from "../../record/cases/all-cases";

describe("docs/fidelity.md with recordings", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "recordings-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const remarks = remarksIn(
    `// Unconfirmed [long-url]: the status 414.
     // Unconfirmed [two-hours]: the close.
     // Unconfirmed [json-path]: wildcards.
     // Differs from AWS: a clock.`,
    "a.ts",
  );
  const expected = Object.fromEntries(CASES.map(({ name, expected: lines }) => [name, lines]));
  const keep = (file: string, of: string, cases: Record<string, string[]>, day = "2026-12-01") =>
    writeFileSync(
      join(folder, file),
      JSON.stringify({ recorder: 1, recordedAt: `${day}T08:00:00Z`, of, seconds: 1, cases }),
    );
  /** The rows of each table, by its title. */
  const tables = (): Record<string, string[]> => {
    const text = fidelityTables(remarks, keptRecordings(folder));
    const rows = text
      .split("## ")
      .slice(1)
      .map((part) => {
        const [title, , , , ...lines] = part.trim().split("\n");
        return [title!, lines.map((line) => line.split(" | ")[0]!.slice(2))] as const;
      });
    return Object.fromEntries(rows);
  };

  it("has every row unconfirmed without one, with its cases or why it has none", () => {
    deepEqual(tables(), {
      Differs: ["a clock"],
      Unconfirmed: ["the status 414", "the close", "wildcards"],
    });
    const text = fidelityTables(remarks, []);
    match(text, /\| the status 414 \| .* \| `handshake-long-url` \|/);
    match(text, /\| wildcards \| .* \| needs a route key/);
  });

  it("takes away what AWS does as the laptop, and names the day", () => {
    keep("aws.json", "aws", { "handshake-long-url": expected["handshake-long-url"]! });
    deepEqual(tables(), {
      Differs: ["a clock"],
      Recorded: ["the status 414"],
      Unconfirmed: ["the close", "wildcards"],
    });
    match(
      fidelityTables(remarks, keptRecordings(folder)),
      /\| the status 414 \| .* \| 2026-12-01 \|/,
    );
  });

  it("says that it differs if AWS does otherwise", () => {
    keep("aws.json", "aws", { "handshake-long-url": ["HTTP/1.1 400 Bad Request"] });
    deepEqual(tables(), {
      Differs: ["the status 414 (AWS did otherwise on 2026-12-01)", "a clock"],
      Unconfirmed: ["the close", "wildcards"],
    });
  });

  it("goes by the newest of AWS", () => {
    keep("b.json", "aws", { "handshake-long-url": ["HTTP/1.1 400 Bad Request"] });
    keep("a.json", "aws", { "handshake-long-url": expected["handshake-long-url"]! }, "2026-12-02");
    deepEqual(tables().Recorded, ["the status 414"]);
  });

  it("takes no other's word, and no file of another kind", () => {
    keep("laptop.json", "laptop", expected);
    keep("elsewhere.json", "elsewhere", expected);
    writeFileSync(join(folder, "README.md"), "Recordings.");
    equal(tables().Recorded, undefined);
  });

  it("refuses a file that is no recording, and a folder that is not there has none", () => {
    mkdirSync(join(folder, "empty"));
    deepEqual(keptRecordings(join(folder, "empty")), []);
    deepEqual(keptRecordings(join(folder, "absent")), []);
    writeFileSync(join(folder, "broken.json"), "{");
    throws(() => keptRecordings(folder), /broken\.json" is not JSON\./);
  });

  it("refuses a remark without an ID", () => {
    throws(
      () => remarksIn("// Unconfirmed: something.", "a.ts"),
      /a\.ts has a comment "Unconfirmed:" without an ID/,
    );
  });
});
