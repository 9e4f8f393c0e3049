import { equal } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext, Script } from "node:vm";
import { openInspector } from "../../src/inspect/live-function";
import { getSessionAsync } from "../../src/inspect/pulumi-closure";
import { locationOf, offsetIn, scriptOfFile, scriptText } from "../../src/inspect/sources";

const TEXT = "exports.seats = (count) => ({ count });\nexports.doors = 2;\n";
const { wrapper } = Module as unknown as { wrapper: [string, string] };

describe("The text of a module", () => {
  before(openInspector);

  it("is that of its file where a loader has wrapped it", () => {
    const script = new Script(Module.wrap(TEXT), {
      filename: join(__dirname, "room.js"),
      columnOffset: -wrapper[0].length,
    });
    const exports: { seats?: () => unknown } = {};
    (script.runInThisContext() as (exports: object) => void)(exports);
    const location = locationOf(exports.seats!);
    equal(scriptText(location.script), TEXT);
    equal(offsetIn(location), TEXT.indexOf("(count)"));
  });

  it("is found by the file, as that was when it was loaded last", () => {
    const folder = mkdtempSync(join(tmpdir(), "sources-"));
    const file = join(folder, "room.js");
    const load = (text: string) => {
      writeFileSync(file, text);
      delete require.cache[file];
      // oxlint-disable-next-line typescript/no-require-imports -- the file is made here
      require(file);
      return scriptText(scriptOfFile(file)!);
    };
    for (const text of [TEXT, TEXT.replace("2", "3"), TEXT.replace("2", "4")])
      equal(load(text), text);
    rmSync(folder, { recursive: true });
  });

  it("is found of a file that was loaded before anything was asked for", () => {
    const text = scriptText(scriptOfFile(require.resolve("../../src/inspect/live-function"))!);
    equal(text.includes("openInspector"), true);
  });

  it("is none of a file of which V8 has nothing left", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sources-"));
    const file = join(folder, "seats.js");
    writeFileSync(file, "exports.seats = 2;\n");
    // oxlint-disable-next-line typescript/no-require-imports -- the file is made here
    require(file);
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    for (let i = 0; i < 10; i++) collect();
    const session = await getSessionAsync();
    // Until then, it keeps what was collected.
    session.post("Debugger.disable");
    session.post("Debugger.enable");
    equal(scriptOfFile(file), undefined);
    rmSync(folder, { recursive: true });
  });

  it("is none of a file that was not loaded", () => {
    equal(scriptOfFile(join(__dirname, "nowhere.js")), undefined);
  });
});
