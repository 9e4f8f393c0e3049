import { equal } from "node:assert/strict";
import Module from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { openInspector } from "../../src/inspect/live-function";
import { locationOf, offsetIn, scriptText } from "../../src/inspect/sources";

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
});
