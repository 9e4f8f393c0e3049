import { deepEqual, equal, throws } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNames, writeState } from "../../../src/program/kept/kept-state";
import { SECRET, SIGNATURE_KEY } from "../../../src/program/marks";
import { Registry } from "../../../src/program/registry";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";

const TABLE = "aws:dynamodb/table:Table";
const QUEUE = "aws:sqs/queue:Queue";

describe("A file of what is deployed", () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "kept-"));
    file = join(folder, "state.json");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("holds what the program declares, without secrets and code", () => {
    const program = new Declared();
    const password = { [SIGNATURE_KEY]: SECRET, value: "hunter2" };
    program.add("aws:lambda/function:Function", "f", { code: CODE, environment: { password } });
    writeState(file, program.evaluation);
    const text = readFileSync(file, "utf8");
    equal(/hunter2|exports.handler/.test(text), false);
    const { deployment } = JSON.parse(text) as { deployment: { resources: [Written] } };
    const [{ urn, custom, inputs, outputs }] = deployment.resources;
    deepEqual(
      [urn, custom, inputs.environment, outputs],
      [
        "urn:pulumi:dev::shop::aws:lambda/function:Function::f",
        true,
        { password: { [SIGNATURE_KEY]: SECRET } },
        { region: "us-east-1" },
      ],
    );
  });

  it("keeps names that were made up, and no name that the program gave", () => {
    const inputs = { __defaults: ["name"], name: "rooms-1234567" };
    const given = { __defaults: [], name: "mails" };
    const resources = [
      { urn: `urn:pulumi:dev::shop::${TABLE}::halls`, inputs },
      { urn: `urn:pulumi:dev::shop::${QUEUE}::mails`, inputs: given },
    ];
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources } }));
    const keptNames = readNames(file);
    const registry = new Registry({
      ...SURROUNDINGS,
      ...{ project: "shop", stack: "dev", preview: false, keptNames },
    });
    const nameOf = (type: string, name: string, aliases: { name: string }[] = []) => {
      const registration = { parent: "", remote: false, protect: false, dependencies: [] };
      const own = { type, name, aliases, custom: true, inputs: {} };
      return registry.register({ ...registration, ...own }).outputs.name;
    };
    equal(nameOf(TABLE, "rooms", [{ name: "halls" }]), "rooms-1234567");
    equal(/^mails-[0-9a-f]{7}$/.test(String(nameOf(QUEUE, "mails"))), true);
  });

  it("gives back the names of a program that was kept", () => {
    const program = new Declared();
    const { urn, outputs } = program.add(TABLE, "rooms", {});
    writeState(file, program.evaluation);
    equal(readNames(file)([urn]), outputs.name);
  });

  it("is refused by name if it is something else", () => {
    for (const text of [
      "{",
      "null",
      "[]",
      '{"deployment":1}',
      '{"deployment":{"resources":[1]}}',
    ]) {
      writeFileSync(file, text);
      throws(() => readNames(file), {
        code: "USAGE",
        message: `"${file}" is no export of a stack. Make one with pulumi stack export, or with --keep FILE.`,
      });
    }
    throws(() => readNames(folder), /cannot be read: EISDIR/);
    throws(() => writeState(folder, new Declared().evaluation), /cannot be written: EISDIR/);
  });
});

interface Written {
  urn: string;
  custom: boolean;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}
