"use strict";
// Loads a closure's code in a process of its own, as Lambda does, calls it and prints what it answers.
const Module = require("node:module");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const { code, calls } = JSON.parse(readFileSync(0, "utf8"));
const loaded = new Module("index.js");
loaded.filename = join(process.cwd(), "index.js");
loaded.paths = Module._nodeModulePaths(process.cwd());
loaded._compile(code, loaded.filename);

(async () => {
  const results = [];
  for (const call of calls) results.push(await loaded.exports.handler(...call));
  process.stdout.write(JSON.stringify(results));
})();
