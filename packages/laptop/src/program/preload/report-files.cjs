// Loaded into the program's process before Pulumi: writes the path of each of the program's own files to file
// descriptor 3, so that the laptop knows which files to watch. A file counts as soon as it is imported, because
// one that does not compile is the one that will be fixed.
"use strict";
const { writeSync } = require("node:fs");
const Module = require("node:module");
const { isAbsolute } = require("node:path");

const reported = new Set();
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (...request) {
  const path = resolveFilename.apply(this, request);
  if (isAbsolute(path) && !/[\\/]node_modules[\\/]/.test(path) && !reported.has(path)) {
    reported.add(path);
    writeSync(3, `${path}\n`);
  }
  return path;
};
