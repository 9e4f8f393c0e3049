// Loaded into the program's process before Pulumi. Imports of ES modules do not pass report-files.cjs: if the
// program is one, hooks in Node.js's loader report its files.
"use strict";
const { existsSync, readFileSync } = require("node:fs");
const { register } = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");

if (isModule(process.cwd()))
  register(pathToFileURL(join(__dirname, "report-modules-hooks.mjs")).href);

/** Whether the nearest package.json says that files are ES modules. */
function isModule(folder) {
  const path = join(folder, "package.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")).type === "module";
  return dirname(folder) !== folder && isModule(dirname(folder));
}
