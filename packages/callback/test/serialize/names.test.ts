import { deepEqual, notDeepEqual, ok } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { examine } from "../../src/examine";
import { bundled, callInNewProcess } from "../support/closure";
import { loadMatrix, matrix, type Cells } from "../support/names/matrix";

/** The review of public programs met this many forms. */
const FEWEST = 91;

describe("The names that a closure captures", () => {
  const cells = loadMatrix(matrix());
  const answersOf = (some: Cells) => () => async () => {
    const answers: Record<string, unknown> = {};
    for (const [name, cell] of Object.entries(some)) {
      try {
        answers[name] = await cell();
      } catch (error) {
        answers[name] = String(error);
      }
    }
    return answers;
  };

  it("are there in every form that binds, hides, extends, destructures or labels a name", async () => {
    const factory = answersOf(cells);
    const { findings } = await examine(factory, { form: "factory", directory: process.cwd() });
    deepEqual(findings, []);
    const [answers] = await callInNewProcess(await bundled(factory), [[]]);
    ok(Object.keys(answers as object).length >= FEWEST);
    deepEqual(answers, asJson(await factory()()));
  });

  it("are overlooked by Pulumi alone, which other serializations of the program still use", async () => {
    const [name] = Object.keys(cells).filter((cell) => cell.includes("heritage"));
    const factory = answersOf({ [name!]: cells[name!]! });
    const options = { isFactoryFunction: true, exportName: "handler" };
    const { text } = await pulumi.runtime.serializeFunction(factory, options);
    const [answers] = await callInNewProcess(text, [[]]);
    notDeepEqual(answers, asJson(await factory()()));
  });
});

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
