// Loaded into the program's process before Pulumi: writes the paths of the program's own files to file
// descriptor 3, so that the runtime knows which changes are changes of the program. A file counts as soon
// as it is asked for: one that cannot be compiled is the one that will be mended.
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
