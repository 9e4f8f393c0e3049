import { deepEqual, throws } from "node:assert/strict";
import { buildModel } from "../../src/model/build";
import type { Properties } from "../../src/program/resource";
import { UserError } from "../../src/shared/errors";
import { CODE, Declared, SURROUNDINGS } from "../support/program/declared";

const ROLE = "arn:aws:iam::123456789012:role/own";
const FUNCTION = { role: ROLE, handler: "index.handler", runtime: "nodejs24.x", code: CODE };

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
describe("A function", () => {
  const build = (inputs: Properties) => {
    const declared = new Declared();
    declared.add("aws:lambda/function:Function", "own", { ...FUNCTION, ...inputs });
    return buildModel(declared.evaluation, SURROUNDINGS).functions[0]!;
  };

  it("has texts as environment variables, also where the program has numbers", () => {
    const variables = { PORT: 3000, RATIO: 0.5, DEBUG: false, EMPTY: "", NONE: null };
    deepEqual(build({ environment: { variables } }).environment, {
      PORT: "3000",
      RATIO: "0.5",
      DEBUG: "false",
      EMPTY: "",
    });
  });

  it("may have what AWS allows at most", () => {
    build({
      name: "a".repeat(64),
      handler: "h".repeat(128),
      description: "d".repeat(256),
      memorySize: 10_240,
      timeout: 900,
      ephemeralStorage: { size: 10_240 },
      architectures: ["arm64"],
      // 4096 bytes as {"AB":"..."}
      environment: { variables: { AB: "x".repeat(4087) } },
    });
  });

  const rejected: [what: string, inputs: Properties, why: string][] = [
    [
      "a name with a dot",
      { name: "my.function" },
      `has the name "my.function". AWS allows 1 to 64 letters, digits, hyphens and underscores. Set name.`,
    ],
    [
      "a name of 65 characters",
      { name: "a".repeat(65) },
      `has the name "${"a".repeat(65)}". AWS allows 1 to 64 letters, digits, hyphens and underscores. Set name.`,
    ],
    [
      "a handler with a space",
      { handler: "index handler" },
      `has the handler "index handler". AWS allows 128 characters without spaces. Set handler.`,
    ],
    [
      "a long description",
      { description: "d".repeat(257) },
      "has a description of more than 256 characters. Shorten it.",
    ],
    ["little memory", { memorySize: 64 }, "has memorySize 64. Choose 128 to 10240."],
    ["half a second", { timeout: 0.5 }, "has timeout 0.5. Choose 1 to 900."],
    ["much time", { timeout: 901 }, "has timeout 901. Choose 1 to 900."],
    [
      "little storage",
      { ephemeralStorage: { size: 256 } },
      "has ephemeralStorage 256. Choose 512 to 10240.",
    ],
    [
      "two architectures",
      { architectures: ["x86_64", "arm64"] },
      `has the architectures "x86_64,arm64". AWS takes one: x86_64 or arm64.`,
    ],
    [
      "reserved variables",
      { environment: { variables: { AWS_REGION: "x", COLOUR: "red", LAMBDA_TASK_ROOT: "y" } } },
      "sets environment variables that Lambda reserves: AWS_REGION, LAMBDA_TASK_ROOT. Choose other names.",
    ],
    [
      "a variable that begins with a digit",
      { environment: { variables: { "1ST": "x" } } },
      `has an environment variable "1ST". AWS allows names of two or more letters, digits and underscores that begin with a letter.`,
    ],
    [
      "a variable of one letter",
      { environment: { variables: { A: "x" } } },
      `has an environment variable "A". AWS allows names of two or more letters, digits and underscores that begin with a letter.`,
    ],
    [
      "an object as a variable",
      { environment: { variables: { OPTIONS: { a: 1 } } } },
      `sets the environment variable "OPTIONS" to an object. Make it a text, for example with JSON.stringify.`,
    ],
    [
      "more than 4 KB of variables",
      { environment: { variables: { AB: "ü".repeat(2044) } } },
      "has 4097 bytes of environment variables. AWS allows 4096. Put large values into the code or a table.",
    ],
  ];
  for (const [what, inputs, why] of rejected) {
    it(`is rejected as by AWS with ${what}`, () => {
      throws(
        () => build(inputs),
        new UserError("MODEL", `aws:lambda/function:Function "own" ${why}`),
      );
    });
  }
});
