import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import packageJson from "../package.json";
import { examine, examineBundle, lineOf, type Finding } from "../src/examine";
import {
  bundled,
  liveOutcome,
  outcomesInFreshProcess,
  serialize,
  type Serialized,
} from "./support/in-lambda";
import { startMocks } from "./support/pulumi-mocks";
import { TRAPS } from "./support/traps/all";
import type { Trap } from "./support/traps/trap";

interface Result {
  trap: Trap;
  findings: Finding[];
  serialized: Serialized;
  live: string;
}

/** What Pulumi ships: the dependencies, but for its own packages. */
const SHIPPED = Object.keys(packageJson.dependencies).filter((name) => !name.startsWith("@pulumi"));

/** A package that is shipped. */
const LISTED = "a package that is a dependency";

describe("Examining a closure", () => {
  const results = new Map<string, Result>();
  let unguarded: Map<string, string>;

  before(async () => {
    await startMocks();
    const texts = new Map<string, string>();
    for (const traps of Object.values(TRAPS)) {
      for (const [name, make] of Object.entries(traps)) {
        const trap = make();
        const options = { form: trap.form ?? "callback", directory: process.cwd() };
        const { findings } = await examine(trap.closure, options);
        const serialized = await serialize(trap);
        trap.later?.();
        results.set(name, { trap, findings, serialized, live: await liveOutcome(trap) });
        if (serialized.text !== undefined) texts.set(name, serialized.text);
      }
    }
    // oxlint-disable-next-line typescript/no-require-imports -- as in the trap of one that is not listed
    const { text } = await serialize({ closure: () => typeof require("acorn") });
    unguarded = await outcomesInFreshProcess(texts.set(LISTED, text!), SHIPPED);
  });
  after(() => pulumi.runtime.disconnect());

  for (const [file, traps] of Object.entries(TRAPS)) {
    for (const name of Object.keys(traps)) {
      it(`finds ${name}: where, what happens and what to write instead`, () => {
        const { trap, findings } = results.get(name)!;
        const { severity = "error", rule, name: found, message, ...place } = trap.finds;
        deepEqual(findings, [
          {
            severity,
            rule,
            name: found,
            file: place.file ?? file,
            line: lineOfTrap(name, place.file ?? file, place.line),
            message,
          },
        ]);
      });

      it(`is right about ${name}: Lambda would do something else`, async () => {
        const { trap, serialized, live } = results.get(name)!;
        if (trap.isWrong) ok(await trap.isWrong(serialized, () => bundled(serialized.text!)));
        else notEqual(unguarded.get(name), live);
      });
    }
  }

  it("shows what goes wrong where the packages are that Pulumi ships", () => {
    equal(unguarded.get(LISTED), "[ 'object', 'object' ]");
    const missing = (name: string) => /'(.*)'/.exec(unguarded.get(name)!)?.[1];
    equal(missing("a package that is not a dependency"), "yaml");
    equal(missing("pulumi.getStack"), "@pulumi/pulumi/runtime/settings.js");
  });

  it("puts file, line and message in one line", () => {
    const [finding] = results.get("a Map")!.findings;
    const { line, message } = finding!;
    equal(lineOf(finding!), `packages/callback/test/support/traps/objects.ts:${line}: ${message}`);
  });

  it("warns of a bundle of more than 250 KB gzipped, and of no smaller one", () => {
    const place = { file: "index.ts", line: 7 };
    // Random text has the same size gzipped, but for a header and the blocks it is stored in.
    const code = randomBytes(190_000).toString("base64");
    const bytes = gzipSync(code).length;
    ok(bytes < 250 * 1024);
    deepEqual(examineBundle(code, place), []);
    const larger = code + randomBytes(60_000).toString("hex");
    const kilobytes = Math.round(gzipSync(larger).length / 1024);
    ok(kilobytes > 250);
    deepEqual(examineBundle(larger, place), [
      {
        severity: "warning",
        rule: "bundle-size",
        name: "bundle",
        file: "index.ts",
        line: 7,
        message: `Every cold start loads the bundle, which has ${kilobytes} KB gzipped; more than 250 KB is unusual. Leave out the largest package that npx pulumi-laptop closures shows.`,
      },
    ]);
  });
});

/** The number of the first line of a trap that holds a text; that of its closure if none is given. */
function lineOfTrap(name: string, file: string, text?: string): number {
  const lines = readFileSync(file, "utf8").split("\n");
  const title = lines.findIndex((line) => line.includes(`"${name}": () =>`));
  const isIt = (line: string) =>
    text === undefined ? /\bclosure(:| =)/.test(line) : line.includes(text);
  return lines.findIndex((line, i) => i >= title && isIt(line)) + 1;
}
