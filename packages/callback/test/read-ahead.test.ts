import { deepEqual, equal, ok } from "node:assert/strict";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import acorn from "acorn";
import "../src/read-ahead";
import { examine } from "../src/examine";
import { scopesOfText } from "../src/rules/scripts";
import { functionText } from "../src/serialize/function-text";
import type { TextRead } from "../src/texts-read";

const FUNCTION = "(guests) => guests.map((guest) => `${guest} of room 7`)";
const SCRIPT = "const rooms = 7;\nexports.rooms = () => rooms;\n";
const expected = channel("pulumi-callback:expected");

describe("What a closure is expected to hold", () => {
  it("is parsed ahead, and not again", () => {
    const texts: TextRead[] = [{ function: FUNCTION }, { script: SCRIPT }];
    deepEqual(
      parsedIn(() => expected.publish(texts)),
      [`(${FUNCTION})`, SCRIPT],
    );
    const again = parsedIn(() => {
      equal(functionText(FUNCTION).code?.type, "ArrowFunctionExpression");
      ok(scopesOfText(SCRIPT)?.root.variables.has("rooms"));
    });
    deepEqual(again, []);
  });

  it("may be what cannot be parsed", () => {
    expected.publish([{ function: "function (" }, { script: "import rooms from './rooms';" }]);
    equal(functionText("function (").code, undefined);
  });

  it("is what the last closure read, and nothing that was only expected", async () => {
    const reads: TextRead[] = [];
    const note = (read: unknown) => void reads.push(read as TextRead);
    subscribe("pulumi-callback:read", note);
    expected.publish([{ function: "() => 'a guest who never came'" }]);
    const seats = { free: 7 };
    const closure = () => seats.free;
    await examine(closure, { form: "callback", directory: __dirname, allowSecrets: false });
    unsubscribe("pulumi-callback:read", note);
    ok(reads.some((read) => read.function === closure.toString()));
    ok(reads.some((read) => read.script?.includes("const closure = () => seats.free")));
    ok(!reads.some((read) => read.function?.includes("never came")));
  });
});

/** The texts that acorn parses meanwhile. */
function parsedIn(run: () => void): string[] {
  const { parse } = acorn;
  const texts: string[] = [];
  acorn.parse = (text, options) => {
    texts.push(text);
    return parse(text, options);
  };
  try {
    run();
  } finally {
    acorn.parse = parse;
  }
  return texts;
}
