import { deepEqual, equal, throws } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Config, RunError, runtime } from "@pulumi/pulumi";
import { parse } from "yaml";
import { readSettings, SETTINGS } from "../../components/settings";

const REPOSITORY = join(__dirname, "../..");

interface Declaration {
  type: string;
  default: unknown;
  description: string;
}

describe("The settings", () => {
  const { config } = readYaml<{ config: Record<string, Declaration> }>("Pulumi.yaml");
  const declared = Object.entries(config).filter(([name]) => !name.includes(":"));

  it("are those that Pulumi.yaml declares, with type, default and description", () => {
    deepEqual(declared.map(([name]) => name).sort(), Object.keys(SETTINGS).sort());
    for (const [name, declaration] of declared) {
      deepEqual(Object.keys(declaration), ["type", "default", "description"], name);
      equal(declaration.description.at(-1), ".", name);
    }
  });

  it("have defaults of the declared type that are allowed", () => {
    const types = { integer: "number", boolean: "boolean", string: "string" };
    const read = readWith({});
    for (const [name, declaration] of declared) {
      equal(read[name as keyof typeof read], declaration.default, name);
      equal(typeof declaration.default, types[declaration.type as keyof typeof types], name);
    }
  });

  for (const file of readdirSync(REPOSITORY).filter((name) => /^Pulumi\..+\.yaml$/.test(name))) {
    it(`are allowed and declared in ${file}`, () => {
      const { config: given } = readYaml<{ config: Record<string, unknown> }>(file);
      const own = Object.entries(given).filter(([name]) => !name.includes(":"));
      deepEqual(
        own.filter(([name]) => !(name in SETTINGS)),
        [],
      );
      const read = readWith(Object.fromEntries(own));
      for (const [name, value] of own) equal(read[name as keyof typeof read], value, name);
    });
  }

  const REFUSALS: [string, string, string][] = [
    ["memorySize", "127", "a whole number from 128 to 10240"],
    ["memorySize", "10241", "a whole number from 128 to 10240"],
    ["memorySize", "512.5", "a whole number from 128 to 10240"],
    ["timeout", "0", "a whole number from 1 to 29"],
    ["timeout", "30", "a whole number from 1 to 29"],
    ["reservedConcurrency", "0", "a whole number of -1 or more that is not 0"],
    ["reservedConcurrency", "-2", "a whole number of -1 or more that is not 0"],
    ["throttlingRateLimit", "0", "a whole number of 1 or more"],
    ["throttlingBurstLimit", "many", "a whole number of 1 or more"],
    ["authorization", "OAUTH", "NONE, AWS_IAM or JWT"],
    ["issuer", "http://issuer.example.com", 'an HTTPS URL or ""'],
    ["audience", "two words", "names without spaces, with commas between them"],
    ...["role,expiresAt", "principalId", "integrationLatency, role"].map(
      (value): [string, string, string] => [
        "claims",
        value,
        "names without spaces, with commas between them, and none of principalId, expiresAt and integrationLatency",
      ],
    ),
    ["alarms", "yes", "true or false"],
    ["alarmEmail", "nobody", 'an e-mail address or ""'],
    [
      "logRetentionDays",
      "10",
      "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653",
    ],
  ];
  for (const [name, value, allowed] of REFUSALS) {
    it(`refuse ${name} "${value}"`, () => {
      throws(() => readWith({ [name]: value }), {
        name: "Error",
        message: `Configuration "shop:${name}" is "${value}". Set it to ${allowed}.`,
      });
    });
  }

  it("take claims whose names begin like those that are taken", () => {
    equal(readWith({ claims: "scope, expiresAtNoon" }).claims, "scope, expiresAtNoon");
  });

  it("name issuer and audience where tokens decide who connects", () => {
    const missing = (name: string) =>
      `Configuration "shop:${name}" is empty, and authorization is "JWT". Set it to the ${name} of the tokens.`;
    const jwt = { authorization: "JWT", issuer: "https://issuer.example.com/" };
    throws(() => readWith({ authorization: "JWT" }), {
      message: [missing("issuer"), missing("audience")].join("\n"),
    });
    throws(() => readWith(jwt), { message: missing("audience") });
    equal(readWith({ ...jwt, audience: "web, phone" }).audience, "web, phone");
  });

  it("are refused all at once, in words without a stack trace", () => {
    const wrong = { timeout: 30, alarms: "maybe" };
    throws(
      () => readWith(wrong),
      (error: Error) => RunError.isInstance(error) && error.message.split("\n").length === 2,
    );
  });

  /** The settings of a project "shop" where the rest has its default. */
  function readWith(values: Record<string, unknown>) {
    const defaults = Object.fromEntries(
      declared.map(([name, { default: value }]) => [name, value]),
    );
    const entries = Object.entries({ ...defaults, ...values });
    runtime.setAllConfig(
      Object.fromEntries(entries.map(([name, value]) => [`shop:${name}`, String(value)])),
    );
    return readSettings(new Config("shop"));
  }
});

function readYaml<T>(file: string): T {
  return parse(readFileSync(join(REPOSITORY, file), "utf8")) as T;
}
