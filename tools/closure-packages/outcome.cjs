"use strict";
// With code on standard input: loads it in this fresh process, as Lambda does, and prints what its handler
// answers.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { inspect } = require("node:util");

/** What a handler answers, as text. */
exports.outcomeOf = async (load, url) => {
  try {
    return inspect(await load()(url), { depth: 6, breakLength: Infinity });
  } catch (error) {
    return `throws ${error.name}: ${error.message}`;
  }
};

/** Runs the code of a CommonJS module under the name of a file. */
exports.compiled = (code, file) => {
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(file);
  module._compile(code, file);
  return module.exports;
};

if (require.main === module) {
  const { code, url } = JSON.parse(readFileSync(0, "utf8"));
  void exports
    .outcomeOf(() => exports.compiled(code, "/var/task/index.js").handler, url)
    .then((outcome) => process.stdout.write(`\n${JSON.stringify(outcome)}`, () => process.exit()));
}
