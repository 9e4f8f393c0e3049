// Loaded into the program's process before Pulumi. Imports of ES modules do not pass report-files.cjs: if the
// program is one, or one of its files imports some with `import()`, hooks in Node.js's loader report them. The loader's
// thread takes a while to start, so the other programs go without.
"use strict";
const { existsSync, readFileSync } = require("node:fs");
const { register } = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { onResolve } = require("./on-resolve.cjs");

const PACKAGE = /[\\/]node_modules[\\/]/;
/** `import(`, which is no method of that name. */
const IMPORT = /(?<![.#\w$])import\s*\(/;
let isReporting = false;

if (isModule(process.cwd())) reportModules();
else
  onResolve((file) => {
    if (!isReporting && !PACKAGE.test(file) && importsModules(file)) reportModules();
  });

function reportModules() {
  isReporting = true;
  register(pathToFileURL(join(__dirname, "report-modules-hooks.mjs")).href);
}

/** Whether the nearest package.json says that files are ES modules. */
function isModule(folder) {
  const path = join(folder, "package.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")).type === "module";
  return dirname(folder) !== folder && isModule(dirname(folder));
}

function importsModules(file) {
  try {
    return IMPORT.test(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}
