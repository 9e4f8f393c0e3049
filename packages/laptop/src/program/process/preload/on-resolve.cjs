// Tells other preloads which modules the program's process is about to load. Nothing of it is on the stack while a
// module runs, where the traces of the program's errors would show it.
"use strict";
const Module = require("node:module");
const { dirname, isAbsolute } = require("node:path");

/** What a listener returns if the module is not loaded now: the others are told when it is. */
const LATER = Symbol("later");

const resolved = new Set();
const listeners = [];
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (...request) {
  const path = resolveFilename.apply(this, request);
  if (!resolved.has(path) && isAbsolute(path) && dirname(path) !== __dirname) {
    // A listener may load it.
    resolved.add(path);
    if (listeners.some((listener) => listener(path, ...request) === LATER)) resolved.delete(path);
  }
  return path;
};

exports.LATER = LATER;

/**
 * @param listener receives the absolute path of each module, once, before it is loaded; then as what, and by what
 *   module, it was asked for.
 */
exports.onResolve = (listener) => void listeners.push(listener);
