import assert from "node:assert/strict";
import { realpath, stat } from "node:fs/promises";
import { layersOf, type Code } from "../../../src/model/code";
import type { PlainResource } from "../../../src/model/declared";
import type { LambdaFunction } from "../../../src/model/model";
import { parseOptions } from "../../../src/cli/options/start-options";
import { UserError } from "../../../src/shared/errors";
import { startTestLambda } from "../../support/lambda";

const layer = (files: Record<string, string>): Code => ({
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text }])),
});
const LAYERS = [
  layer({
    "nodejs/node_modules/greet/index.js": "exports.word = 'first';",
    "nodejs/node_modules/@own/part/index.js": "exports.word = 'scoped';",
    "nodejs/node_modules/other/index.js": "exports.word = 'any version';",
    "bin/say": "#!/bin/sh\necho said",
  }),
  layer({
    "nodejs/node_modules/greet/index.js": "exports.word = 'second';",
    "nodejs/node24/node_modules/other/index.js": "exports.word = 'Node.js 24';",
  }),
];

describe("The layers of a function", () => {
  const answerOf = async (files: Record<string, string>, parts: Partial<LambdaFunction> = {}) => {
    const lambda = await startTestLambda("", { code: layer(files), layers: LAYERS, ...parts });
    try {
      return (await lambda.invoke()).payload;
    } finally {
      await lambda.close();
    }
  };
  const NAMES = ["greet", "@own/part", "other"];
  const byRequire = `exports.handler = async () => ${JSON.stringify(NAMES)}.map((name) => require(name).word);`;
  const byImport = `import a from "greet"; import b from "@own/part"; import c from "other";
    export const handler = async () => [a, b, c].map(({ word }) => word);`;

  const loads: [how: string, files: Record<string, string>][] = [
    ["require", { "index.js": byRequire }],
    ["import", { "index.mjs": byImport }],
  ];
  for (const [how, files] of loads) {
    it(`have packages, the last layer's and the runtime's first, by ${how}`, async () => {
      assert.deepEqual(await answerOf(files), ["second", "scoped", "Node.js 24"]);
      assert.deepEqual(await answerOf(files, { runtime: "nodejs22.x" }), [
        "second",
        "scoped",
        "any version",
      ]);
    });

    it(`have none for a function without them, by ${how}`, async () => {
      const { errorMessage } = (await answerOf(files, { layers: [] })) as { errorMessage: string };
      assert.match(errorMessage, /Cannot find (module|package) 'greet'/);
    });
  }

  it("have programs on the PATH, and end with the laptop", async () => {
    const code = `exports.handler = async () => [
      require("child_process").execFileSync("say").toString(), require.resolve("greet")];`;
    const [said, path] = (await answerOf({ "index.js": code })) as string[];
    assert.equal(said, "said\n");
    await assert.rejects(stat(path!), { code: "ENOENT" });
  });

  const ARN = "arn:aws:lambda:us-east-1:094274105915:layer:Powertools:30";
  const fn = (layers: string[]) =>
    ({
      type: "aws:lambda/function:Function",
      name: "fn",
      outputs: { layers },
    }) as unknown as PlainResource;

  it("of other accounts are named with the way out, and taken from a folder", async () => {
    assert.throws(
      () => layersOf(fn([ARN]), () => [], {}),
      (error: unknown) =>
        error instanceof UserError && error.message.includes(` --layer ${ARN}=FOLDER `),
    );
    const options = parseOptions(["--layer", `${ARN}=.`]);
    assert.ok(options !== "help");
    const folder = await realpath(".");
    assert.deepEqual(
      layersOf(fn([ARN]), () => [], options.layers),
      [{ archive: folder }],
    );
    assert.throws(() => parseOptions(["--layer", "folder"]), /Write it as ARN=FOLDER/);
  });

  it("are five at most", () => {
    const arns = Array.from({ length: 6 }, () => ARN);
    assert.throws(
      () => layersOf(fn(arns), () => [], { [ARN]: "." }),
      /has 6 layers\. AWS allows 5/,
    );
  });
});
