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

  // https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/key.go
  it("reads a key in any form that Pulumi does", () => {
    const values = {
      "shop:size": 2,
      "shop:config:colour": "red",
      "aws:config:region": "eu-west-1",
    };
    deepEqual(valuesOf({ "shop:size": { type: "integer" }, colour: "blue" }, values), {
      "shop:size": "2",
      "shop:colour": "red",
      "aws:region": "eu-west-1",
    });
  });

  it("never advises a secret on the command line", () => {
    refuses(
      { dbPassword: { type: "string", secret: true } },
      {},
      'Stack "dev" is missing configuration value "shop:dbPassword". Say in Pulumi.dev.yaml which environment variable holds it: laptop:secrets: { "dbPassword": "DB_PASSWORD" }',
    );
  });

  describe("with a value that only Pulumi can decrypt", () => {
    const secure = { secure: "v1:abc" };
    for (const [name, value, path, variable] of [
      ["itself", secure, "password", "PASSWORD"],
      ["in an object", { name: "db", login: secure }, "password.login", "PASSWORD_LOGIN"],
      ["in a list", ["a", { key: secure }], "password[1].key", "PASSWORD_1_KEY"],
    ] as const) {
      it(`leaves it out, and says what to do if it is read: ${name}`, () => {
        const declared = { password: { secret: true } };
        const stack = { password: value, colour: "red" };
        const { values, unreadable } = configure("shop", "dev", declared, stack, {}, {});
        deepEqual(values, { "shop:colour": "red" });
        deepEqual(unreadable, {
          "shop:password": `Configuration "shop:${path}" is encrypted and cannot be read here. Say in Pulumi.dev.yaml which environment variable holds it: laptop:secrets: { "${path}": "${variable}" }`,
        });
      });

      it(`takes it from the environment variable: ${name}`, () => {
        const stack = { password: value, "laptop:secrets": { [path]: variable } };
        const environment = { [variable]: "s3cret" };
        const { values, secretKeys, unreadable } = configure(
          "shop",
          "dev",
          {},
          stack,
          {},
          environment,
        );
        const text = typeof value === "object" ? JSON.stringify(value) : value;
        const expected = text.replace('{"secure":"v1:abc"}', '"s3cret"').replace(/^"(.*)"$/, "$1");
        deepEqual(values["shop:password"], expected);
        deepEqual(Object.keys(values).sort(), ["laptop:secrets", "shop:password"]);
        deepEqual(secretKeys, ["shop:password"]);
        deepEqual(unreadable, {});
      });
    }

    it("knows an object with more keys than secure as what it is", () => {
      const plain = { secure: "no", why: "a flag" };
      deepEqual(valuesOf({}, { cookie: plain }), { "shop:cookie": JSON.stringify(plain) });
    });
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
      deepEqual(configured({}, {}).unreadable, {
        "shop:password":
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
