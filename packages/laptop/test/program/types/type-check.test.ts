import { deepEqual, equal } from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { compilerOf, type Compiler } from "../../../src/program/types/compiler";
import { checkTypes } from "../../../src/program/types/type-check";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";
import { recordJournal, type Recorder } from "../../support/recorder";

/** Nothing but the program's files is checked, which takes long enough. */
const OPTIONS = {
  module: "nodenext",
  lib: ["ES2021"],
  types: [],
  strict: true,
  skipLibCheck: true,
};
const TSCONFIG = JSON.stringify({ compilerOptions: OPTIONS, include: ["*.ts"] });

describe("The check of a program's types", () => {
  let folder: string;
  let recorder: Recorder;
  let end: (() => void) | undefined;

  const buildInfo = () => join(folder, "kept", "types.tsbuildinfo");
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const compiler = (changes: object = {}) => {
    const project = { workingDirectory: folder, main: ".", typescript: true, tsconfig: undefined };
    return compilerOf({ ...project, ...changes });
  };
  const start = (found: Compiler | undefined = compiler()) => {
    end = checkTypes(recorder.journal, () => found, buildInfo());
  };
  const errorsAfter = async (event: string) => {
    const checked = recorder.until("program.types");
    recorder.journal.record("program", event);
    return (await checked).errors;
  };

  beforeEach(() => {
    folder = programFolder({ "tsconfig.json": TSCONFIG });
    recorder = recordJournal();
  });
  afterEach(() => end?.());
  after(removeProgramFolders);

  it("names the place and the words of each error, until it is mended", async () => {
    write("index.ts", `import { half } from "./half";\nexport const text: string = half(1);\n`);
    write("half.ts", "export const half = (n: number): number => n / 2;\n");
    start();
    const error = {
      file: join(folder, "index.ts"),
      line: 2,
      column: 14,
      code: "TS2322",
      message: "Type 'number' is not assignable to type 'string'.",
    };
    deepEqual(await errorsAfter("serve"), [error]);
    equal(existsSync(buildInfo()), true);
    // The mistake is in one file, and what mends it in another that alone is checked again.
    write("half.ts", "export const half = (n: number): string => String(n / 2);\n");
    deepEqual(await errorsAfter("reload"), []);
  });

  it("is made after a change that failed too", async () => {
    write("index.ts", "export const sum = (1 + ;\n");
    start();
    const [{ code, line }] = (await errorsAfter("failed")) as [{ code: string; line: number }];
    deepEqual([code, line], ["TS1109", 1]);
  });

  it("says what is wrong with the options", async () => {
    write("index.ts", "export {};\n");
    write(
      "tsconfig.json",
      JSON.stringify({ compilerOptions: { ...OPTIONS, module: "none of these" } }),
    );
    start();
    const [error] = (await errorsAfter("serve")) as [{ code: string }];
    equal(error.code, "TS6046");
  });

  it("yields to everything else", async () => {
    write("tsc.js", `console.log("error TS" + require("os").getPriority() + ": my priority");`);
    start({ tsc: join(folder, "tsc.js"), tsconfig: "", directory: folder });
    const message = "my priority";
    deepEqual(await errorsAfter("serve"), [
      { code: `TS${constants.priority.PRIORITY_LOW}`, message },
    ]);
  });

  it("is ended by a newer change, and made again when that is evaluated", async () => {
    write("tsc.js", `require("fs").writeFileSync("began", ""); setInterval(() => {}, 1000);`);
    write("index.ts", "export {};\n");
    let found = { tsc: join(folder, "tsc.js"), tsconfig: "", directory: folder };
    end = checkTypes(recorder.journal, () => found, buildInfo());
    recorder.journal.record("program", "serve");
    while (!existsSync(join(folder, "began"))) await new Promise(setImmediate);
    recorder.journal.record("program", "change");
    found = compiler()!;
    deepEqual(await errorsAfter("reload"), []);
    equal(recorder.all("program.types").length, 1);
  });

  it("says nothing if TypeScript itself fails", async () => {
    write("index.ts", "export {};\n");
    write(
      "tsc.js",
      `process.on("exit", () => require("fs").writeFileSync("ended", "")); throw new Error("no");`,
    );
    let found = { tsc: join(folder, "tsc.js"), tsconfig: "", directory: folder };
    end = checkTypes(recorder.journal, () => found, buildInfo());
    recorder.journal.record("program", "serve");
    while (!existsSync(join(folder, "ended"))) await new Promise(setImmediate);
    found = compiler()!;
    deepEqual(await errorsAfter("reload"), []);
    equal(recorder.all("program.types").length, 1);
  });

  it("is none for JavaScript and without a tsconfig.json", () => {
    equal(compiler()?.tsconfig, join(folder, "tsconfig.json"));
    equal(compiler({ main: "program.js" }), undefined);
    equal(compiler({ typescript: false }), undefined);
    equal(compiler({ tsconfig: "other.json" }), undefined);
  });
});
