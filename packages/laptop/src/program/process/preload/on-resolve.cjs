// Tells other preloads which modules the program's process is about to load. Nothing of it is on the stack while a
// module runs, where the traces of the program's errors would show it.
"use strict";
const Module = require("node:module");
const { dirname, isAbsolute } = require("node:path");

const resolved = new Set();
const listeners = [];
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (...request) {
  const path = resolveFilename.apply(this, request);
  if (!resolved.has(path) && isAbsolute(path) && dirname(path) !== __dirname) {
    resolved.add(path);
    for (const listener of listeners) listener(path);
  }
  return path;
};

/** @param listener receives the absolute path of each module, once, before it is loaded. */
exports.onResolve = (listener) => void listeners.push(listener);
