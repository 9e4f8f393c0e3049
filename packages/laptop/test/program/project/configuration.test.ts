import { deepEqual, throws } from "node:assert/strict";
import { UserError } from "../../../src/shared/errors";
import { configure, type Declarations } from "../../../src/program/project/configuration";

describe("configuration", () => {
  it("takes declared defaults, then the stack's values, then overrides", () => {
    const declared = {
      colour: { type: "string", default: "red" },
      size: { type: "integer", default: 1 },
      weight: { type: "integer", default: 1 },
    };
    deepEqual(valuesOf(declared, { size: 2, weight: 2 }, { weight: "3" }), {
      "shop:colour": "red",
      "shop:size": "2",
      "shop:weight": "3",
    });
  });

  it("gives keys without a namespace the project's", () => {
    deepEqual(
      valuesOf(
        { "aws:region": { value: "us-east-1" }, colour: "red" },
        { "aws:profile": "own", "shop:size": 2 },
        { weight: "3", "aws:region": "eu-west-1" },
      ),
      {
        "aws:region": "eu-west-1",
        "shop:colour": "red",
        "aws:profile": "own",
        "shop:size": "2",
        "shop:weight": "3",
      },
    );
  });

  it("hands objects and arrays to the program as JSON", () => {
    deepEqual(valuesOf({}, { sizes: [1, 2], room: { wide: true } }), {
      "shop:sizes": "[1,2]",
      "shop:room": `{"wide":true}`,
    });
  });

  it("knows the secret keys by their declaration", () => {
    const declared = { password: { type: "string", secret: true }, colour: { default: "red" } };
    deepEqual(configure("shop", "dev", declared, {}, { password: "s3cret" }, {}).secretKeys, [
      "shop:password",
    ]);
  });

  it("refuses a declared value that nobody set", () => {
    refuses(
      { colour: { type: "string" } },
      {},
      `Stack "dev" is missing configuration value "shop:colour". Set it with --config shop:colour=VALUE.`,
    );
  });

  for (const [type, value, shown] of [
    ["integer", "3.5", `"3.5"`],
    ["integer", "many", `"many"`],
    ["boolean", "yes", `"yes"`],
    ["array", "[1", `"[1"`],
    ["array", { a: 1 }, `{"a":1}`],
    ["object", "[1]", `"[1]"`],
    ["string", [1], "[1]"],
  ] as const) {
    it(`refuses ${shown} for the type ${type}`, () => {
      refuses(
        { colour: { type } },
        { colour: value },
        `Configuration "shop:colour" is ${shown}, which is not of type ${type}.`,
      );
    });
  }

  for (const [type, value, text] of [
    ["integer", -5, "-5"],
    ["integer", "5", "5"],
    ["boolean", false, "false"],
    ["boolean", "true", "true"],
    ["array", "[1,2]", "[1,2]"],
    ["object", { a: 1 }, `{"a":1}`],
    ["string", 5, "5"],
    ["string", "", ""],
  ] as const) {
    it(`accepts ${JSON.stringify(value)} for the type ${type}`, () => {
      deepEqual(valuesOf({ colour: { type } }, { colour: value }), { "shop:colour": text });
    });
  }

  it("refuses a value that only Pulumi can decrypt", () => {
    refuses(
      {},
      { password: { secure: "v1:abc" } },
      `Configuration "shop:password" is encrypted and cannot be read here. Set it with --config shop:password=VALUE.`,
    );
  });

  describe("with laptop:secrets", () => {
    const declared = { "laptop:secrets": { value: { password: "PASSWORD" } } };
    const stack = { password: { secure: "v1:abc" } };
    const configured = (overrides: Record<string, string>, environment: NodeJS.ProcessEnv) =>
      configure("shop", "dev", declared, stack, overrides, environment);

    it("takes the secret from the environment variable, and knows that it is secret", () => {
      const { values, secretKeys } = configured({}, { PASSWORD: "s3cret" });
      deepEqual(values["shop:password"], "s3cret");
      deepEqual(secretKeys, ["shop:password"]);
    });

    it("prefers an override", () => {
      const { values } = configured({ password: "other" }, { PASSWORD: "s3cret" });
      deepEqual(values["shop:password"], "other");
    });

    it("names the environment variable if it is not set", () => {
      throws(() => configured({}, {}), {
        message:
          'Configuration "shop:password" is encrypted and cannot be read here. Set it with the environment variable PASSWORD.',
      });
    });

    it("refuses anything but an object of names", () => {
      for (const value of ["PASSWORD", { password: 1 }, 5])
        throws(() => valuesOf({}, { "laptop:secrets": value }), {
          message:
            'Configuration "laptop:secrets" is not an object of configuration keys, each with the name of an environment variable.',
        });
    });
  });

  it("takes an override in place of an encrypted value", () => {
    const stack = { password: { secure: "v1:abc" } };
    deepEqual(valuesOf({}, stack, { password: "s3cret" }), { "shop:password": "s3cret" });
  });
});

function valuesOf(
  declared: Declarations,
  stack: Record<string, unknown>,
  overrides: Record<string, string> = {},
): Record<string, string> {
  return configure("shop", "dev", declared, stack, overrides, {}).values;
}

function refuses(declared: Declarations, stack: Record<string, unknown>, message: string): void {
  throws(
    () => configure("shop", "dev", declared, stack, {}, {}),
    new UserError("PROJECT", message),
  );
}
