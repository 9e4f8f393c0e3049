import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MUTANTS } from "../../mutants/all-mutants";
import { faultsOf } from "../../mutants/faults";
import type { Mutant } from "../../mutants/mutant";
import { parseOptions } from "../../mutants/options";
import { lineOf } from "../../mutants/print";
import { runMutants } from "../../mutants/run-mutants";

const REPOSITORY = join(__dirname, "../../..");
const SUM = "exports.sum = (a, b) => a + b;\n";

const MINUS: Mutant = {
  file: "sum.js",
  before: "a + b",
  after: "a - b",
  test: "sum.test.js",
  breaks: "Sums are wrong.",
};

describe("The list of mutants", () => {
  it("fits the sources: every text is found once, and every test file is there", () => {
    deepEqual(faultsOf(REPOSITORY, MUTANTS), []);
  });

  it("has at least sixty, in every part that promises something", () => {
    ok(MUTANTS.length >= 60);
    const parts = ["handlers", "components", "policy", "packages/laptop/src/apigateway"];
    for (const part of [...parts, "packages/laptop/src/iam"])
      ok(MUTANTS.filter(({ file }) => file.startsWith(`${part}/`)).length >= 10, part);
  });

  it("says of each in one sentence what it breaks, and has none twice", () => {
    for (const { breaks } of MUTANTS) match(breaks, /^(\S+ )+\S+\.$/);
    const changes = MUTANTS.map(({ file, before, after, test }) =>
      [file, before, after, test].join("\n"),
    );
    deepEqual(changes, [...new Set(changes)]);
  });
});

describe("A list of mutants", () => {
  it("is out of date with a text that is gone or there twice, without its test, or if it does not compile", () => {
    const root = mkdtempSync(join(tmpdir(), "mutants-"));
    writeFileSync(join(root, "sum.js"), SUM + SUM);
    writeFileSync(join(root, "sum.test.js"), "");
    const faults = faultsOf(root, [
      MINUS,
      { ...MINUS, before: "a * b" },
      { ...MINUS, file: "product.js" },
      { ...MINUS, test: "none.test.js" },
      { ...MINUS, before: `${SUM}${SUM}`, after: "exports.sum = (" },
      { ...MINUS, before: `${SUM}${SUM}`, after: SUM },
    ]);
    rmSync(root, { recursive: true });
    deepEqual(faults, [
      'sum.js: It holds "a + b" 2 times, not once.',
      'sum.js: It holds "a * b" 0 times, not once.',
      "product.js: There is no such file.",
      'sum.js: There is no test file "none.test.js".',
      'sum.js: It does not compile with "exports.sum = (".',
    ]);
  });

  it("is chosen from by a text, of which there must be some", () => {
    const options = parseOptions(["--only", "policy/levels.ts", "--json"]);
    ok(options !== "help" && options.json && options.mutants.length > 0);
    for (const { file } of options.mutants) equal(file, "policy/levels.ts");
    throws(() => parseOptions(["--only", "none.ts"]), /No mutant has the text "none.ts"/);
    throws(() => parseOptions(["policy"]), /Unexpected argument "policy"/);
  });
});

describe("Running mutants", () => {
  let root: string;
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  const run = (mutants: Mutant[], signal = new AbortController().signal) =>
    runMutants({ root, mutants, signal, onTest: () => undefined, onResult: () => undefined });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mutants-"));
    write(".mocharc.cjs", `module.exports = { "node-option": [], require: [], timeout: 60000 };`);
    write("sum.js", SUM);
    write(
      "sum.test.js",
      `const { sum } = require("./sum.js");
       it("adds", () => { if (sum(2, 2) !== 4) throw new Error("2 + 2"); });`,
    );
  });
  afterEach(() => {
    // Neither changed nor left.
    equal(readFileSync(join(root, "sum.js"), "utf8"), SUM);
    deepEqual(
      readdirSync(root).filter((name) => name.startsWith(".mutants")),
      [],
    );
    rmSync(root, { recursive: true });
  });

  it("tells those that a test notices from those that none does, and from tests that say nothing", async () => {
    write("wrong.test.js", `it("fails always", () => { throw new Error("always"); });`);
    const mutants = [
      MINUS,
      { ...MINUS, after: "a * b" },
      { ...MINUS, after: "a.b.c" },
      { ...MINUS, before: SUM, after: "throw new Error('not loaded');" },
      { ...MINUS, test: "wrong.test.js" },
      { ...MINUS, title: "adds" },
      { ...MINUS, title: "divides" },
    ];
    const results = await run(mutants);
    deepEqual(
      results.map(({ verdict }) => verdict),
      ["caught", "survived", "caught", "not run", "not run", "caught", "not run"],
    );
    deepEqual(
      results.map(({ mutant }) => mutant),
      mutants,
    );
    equal(results[0]?.by, "adds: 2 + 2");
    match(results[3]?.by ?? "", /not loaded/);
    match(results[4]?.by ?? "", /^Without the mutant, "wrong.test.js" does not pass: fails always/);
    match(
      lineOf(results[1]!),
      /^survived .* sum\.js: Sums are wrong\.\n {4}- a \+ b\n {4}\+ a \* b/,
    );
  });

  it("leaves nothing behind when it is stopped", async () => {
    const begun = join(root, "begun");
    write(
      "endless.test.js",
      `it("does not end", () => {
         require("node:fs").writeFileSync(${JSON.stringify(begun)}, "");
         return new Promise((resolve) => setTimeout(resolve, 60_000));
       });`,
    );
    const stop = new AbortController();
    const running = run([{ ...MINUS, test: "endless.test.js" }], stop.signal);
    while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    deepEqual(await running, []);
  });
});
