"use strict";
const { mkdtempSync, rmSync } = require("node:fs");
const { availableParallelism, tmpdir } = require("node:os");
const { dirname, join } = require("node:path");

// Most files that take long come first, so that no process is left alone with one.
const ALL = [
  "test/**/*.test.ts",
  "tools/test/**/*.test.ts",
  "examples/**/*.test.ts",
  "packages/laptop/test/**/*.test.ts",
  "packages/{callback,client}/test/**/*.test.ts",
];

// Every process of the tests would transpile the same files again.
const KEEP_TRANSPILED = join(
  dirname(require.resolve("pulumi-laptop/package.json")),
  "src/program/process/preload/keep-transpiled.cjs",
);

// `npm test -- FILE` runs that file alone: mocha would add it to those named here.
const isNamed = process.argv.slice(2).some((argument) => argument.endsWith(".ts"));

// In a folder of the run, its processes share what takes long to make. Mocha reads this in each of them.
if (!isNamed && process.env.PULUMI_LAPTOP_SHARED === undefined) {
  const folder = mkdtempSync(join(tmpdir(), "tests-"));
  process.env.PULUMI_LAPTOP_SHARED = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
}

module.exports = {
  spec: isNamed ? [] : ALL,
  "node-option": [
    "no-deprecation",
    `require=${KEEP_TRANSPILED}`,
    "require=ts-node/register/transpile-only",
  ],
  require: [
    "quiet",
    "fast-promises",
    "promises-without-traces",
    "same-input",
    "transpile-once",
  ].map((name) => `test/support/mocha/${name}.ts`),
  // A machine under load takes several times as long; what hangs still fails.
  timeout: 240000,
  // Continuous integration repeats what fails once, and names it.
  retries: process.env.CI === undefined ? 0 : 1,
  // Tests wait a good part of their time, for processes, browsers and timers.
  parallel: !isNamed,
  jobs: availableParallelism() + 1,
  "forbid-only": true,
  reporter: "test/support/mocha/reporter.cjs",
};
