import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { defaultOptions, tokTypes } from "acorn";
import { encode } from "@jridgewell/sourcemap-codec";
import { examine, lineOf } from "../../src/examine";
import { bundled, serialize } from "../support/in-lambda";
import { handlerOf } from "../support/loaded";
import { startMocks } from "../support/pulumi-mocks";

// What a program does at the top of a file.
tokTypes.num.label = "the label of a number";
Object.keys(defaultOptions);

const DIRECTORY = join(__dirname, "../..");
const PLACE = "test/rules/package-state.test.ts";

describe("State that the program sets in a package when it starts", () => {
  before(startMocks);
  after(() => pulumi.runtime.disconnect());

  it("is found, with its statement: in Lambda the package is as it was", async () => {
    const closure = () => tokTypes.num.label;
    const statement = 'tokTypes.num.label = "the label of a number";';
    deepEqual(await findings(closure), [
      `${PLACE}:${lineStartingWith("const closure = () => tokTypes")}: "${statement}" (${PLACE}:${lineStartingWith(statement)}) sets up package "acorn" when the program starts. In Lambda that does not happen, and the package is as it was. Move it into callbackFactory.`,
    ]);
    equal(closure(), "the label of a number");
    const { text } = await serialize({ closure });
    equal(handlerOf(await bundled(text!))(), "num");
  });

  it("is no concern of a closure that does not use the package", async () => {
    deepEqual(await findings(() => encode([])), []);
  });
});

async function findings(closure: () => unknown): Promise<string[]> {
  const found = await examine(closure, { form: "callback", directory: DIRECTORY });
  return found.findings.map(lineOf);
}

/** The number of the first line of this file that begins with a text, but for spaces. */
function lineStartingWith(text: string): number {
  const lines = readFileSync(__filename, "utf8").split("\n");
  return lines.findIndex((line) => line.trim().startsWith(text)) + 1;
}
