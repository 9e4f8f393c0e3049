import { deepEqual, equal, match } from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { examine } from "../../src/examine";
import { startMocks } from "../support/pulumi-mocks";

/** As axios.create makes a client: a bound function with everything that its class has. */
const CLIENT = `class Client { get() { return this.base; } }
exports.create = () => {
  const context = new Client();
  const client = Client.prototype.get.bind(context);
  for (const name of Object.getOwnPropertyNames(Client.prototype)) client[name] = Client.prototype[name].bind(context);
  return client;
};
`;

/** As nanoid makes its IDs: a function that uses an object of Node.js which cannot be serialized. */
const IDS = `const pool = new Map([[1, "a"]]);
exports.id = () => pool.get(1);
`;

/** A function that looks like a class, because it has a constructor of its own. */
const TOOL = `const seen = new Map();
exports.tool = () => seen.size;
exports.tool.constructor = Object;
`;

describe("A finding in a package's code", () => {
  let folder: string;
  before(async () => {
    await startMocks();
    folder = realpathSync(mkdtempSync(join(tmpdir(), "packages-")));
    writePackage("client", CLIENT);
    writePackage("ids", IDS);
    writePackage("tool", TOOL);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await pulumi.runtime.disconnect();
  });

  it("says of a bound function that it is bound, not that it is a class", async () => {
    const { create } = required("client") as { create: () => () => unknown };
    const client = create();
    const [first, ...others] = await messages(() => client());
    equal(
      first,
      '"client" is bound to an object, which is undefined at run time: only plain values stay bound. Write a function that calls it: (...rest) => method(object, ...rest).',
    );
    for (const message of others) match(message, /^"bound \w+\.\w+" is bound to an object/);
  });

  it("names the package of a function that uses what cannot be serialized", async () => {
    const { id } = required("ids") as { id: () => string };
    deepEqual(await messages(() => id()), [
      '"id" is a function of package "ids", which cannot be serialized. Create it inside callbackFactory.',
    ]);
  });

  it("does not take a function with a constructor of its own for a class", async () => {
    const { tool } = required("tool") as { tool: () => number };
    deepEqual(await messages(() => tool()), [
      '"tool" is a function of package "tool", which cannot be serialized. Create it inside callbackFactory.',
    ]);
  });

  function writePackage(name: string, code: string): void {
    const path = join(folder, "node_modules", name, "index.js");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }

  function required(name: string): unknown {
    // oxlint-disable-next-line typescript/no-require-imports -- it is made by the test
    return require(join(folder, "node_modules", name));
  }

  async function messages(closure: () => unknown): Promise<string[]> {
    const { findings } = await examine(closure, { form: "callback", directory: folder });
    return findings.map(({ message }) => message);
  }
});
