import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { examine, examineBundle, lineOf, type Finding } from "../../components/closure/doctor";
import {
  bundled,
  liveOutcome,
  outcomesInFreshProcess,
  serialize,
  type Serialized,
} from "./in-lambda";
import { startMocks } from "./pulumi-mocks";
import { TRAPS, type Trap } from "./traps";

interface Result {
  trap: Trap;
  findings: Finding[];
  serialized: Serialized;
  live: string;
}

describe("The closure doctor", function () {
  this.timeout(60_000);
  const results = new Map<string, Result>();
  let unguarded: Map<string, string>;

  before(async () => {
    await startMocks();
    for (const [name, make] of Object.entries(TRAPS)) {
      const trap = make();
      const options = { form: trap.form ?? "callback", directory: process.cwd() };
      const { findings } = await examine(trap.closure, options);
      const serialized = await serialize(trap);
      trap.later?.();
      results.set(name, { trap, findings, serialized, live: await liveOutcome(trap) });
    }
    const texts = [...results].flatMap(([name, { serialized }]) =>
      serialized.text === undefined ? [] : [[name, serialized.text] as const],
    );
    unguarded = await outcomesInFreshProcess(new Map(texts));
  });
  after(() => pulumi.runtime.disconnect());

  for (const name of Object.keys(TRAPS)) {
    it(`finds ${name}, and nothing else`, () => {
      const { trap, findings } = results.get(name)!;
      deepEqual(
        findings.map((finding) => [finding.severity, finding.rule, finding.name]),
        [[trap.isWarning ? "warning" : "error", ...trap.finds]],
      );
      const [{ file, line, message }] = findings as [Finding];
      match(file, /^test\/closures\/(traps|state)\.ts$|^test\/closures\/es2022\.cjs$/);
      match(readFileSync(file, "utf8").split("\n")[line - 1]!, /=>|class |function|list\(\)/);
      // It says what happens, and what to write instead.
      match(message, /[.:] \S.*\.$/);
    });

    it(`is right about ${name}: Lambda would do something else`, async () => {
      const { trap, serialized, live } = results.get(name)!;
      if (trap.isWrong) ok(await trap.isWrong(serialized, () => bundled(serialized.text!)));
      else notEqual(unguarded.get(name), live);
    });
  }

  it("names the variable, the file and the line, what happens and what to write instead", () => {
    const [finding] = results.get("a Map")!.findings;
    const lines = readFileSync("test/closures/traps.ts", "utf8").split("\n");
    deepEqual(finding, {
      severity: "error",
      rule: "hidden-state",
      name: "seen",
      file: "test/closures/traps.ts",
      line: lines.findIndex((line) => line.includes('closure: () => seen.get("a")')) + 1,
      message:
        '"seen" is a Map, which is serialized without its content and throws when it is used. Create it inside callbackFactory.',
    });
    equal(lineOf(finding), `${finding.file}:${finding.line}: ${finding.message}`);
  });

  it("tells to create an SDK client inside the factory, in place of Pulumi's error", () => {
    equal(
      results.get("an SDK client")!.findings[0]!.message,
      '"client" is an object of class DynamoDBClient of package "@aws-sdk/client-dynamodb", which cannot be serialized. Create it inside callbackFactory.',
    );
  });

  it("tells to pass a secret as an environment variable", () => {
    equal(
      results.get("a secret output")!.findings[0]!.message,
      '"token" is a secret output: its value would be plain text in the function\'s code. Pass it as an environment variable, and read it with process.env inside callbackFactory.',
    );
  });

  it("warns of a bundle of more than 250 KB gzipped", () => {
    const place = { file: "index.ts", line: 7 };
    const random = Array.from({ length: 60_000 }, (_, i) => Math.sin(i).toString(36)).join();
    deepEqual(examineBundle(random.slice(0, 300_000), place), []);
    const [finding] = examineBundle(random, place);
    equal(finding!.severity, "warning");
    match(
      lineOf(finding!),
      /^index\.ts:7: The bundle has \d+ KB gzipped, which every cold start loads/,
    );
  });
});
