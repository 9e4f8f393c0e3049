import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeFrame } from "../../src/event-log/code-frame";

describe("The code that an error names", () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "frame-"));
    file = join(folder, "index.ts");
    writeFileSync(file, "one\ntwo\n\tthree();\nfour\nfive\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  const frameOf = (message: string) => codeFrame(message, [join(folder, "Pulumi.yaml"), file]);

  it("is shown with the lines around it, and a mark under the column", () => {
    deepEqual(frameOf(`Error: no\n    at f (/elsewhere/x.js:1:1)\n    at g (${file}:3:2)`), {
      place: `${file}:3:2`,
      frame: ["  1 | one", "  2 | two", "> 3 | \tthree();", "    | \t^", "  4 | four"],
    });
  });

  for (const [compiler, text] of [
    ["TypeScript", "index.ts(1,2): error TS1109: Expression expected."],
    ["esbuild", "./index.ts:1:2: ERROR: Unexpected"],
    ["Node.js, of a module", "at file://FOLDER/index.ts:1:2"],
  ] as const)
    it(`is found as ${compiler} writes it`, () => {
      const frame = frameOf(text.replace("FOLDER", folder))?.frame;
      deepEqual(frame, ["> 1 | one", "    |  ^", "  2 | two"]);
    });

  it("is none if no file of the program is named, or the line is not there any more", () => {
    equal(frameOf("Error: no\n    at /elsewhere/other.ts:1:1"), undefined);
    equal(frameOf(`${file}:99:1`), undefined);
    equal(codeFrame(`${folder}/gone.ts:1:1`, [join(folder, "gone.ts")]), undefined);
  });
});
