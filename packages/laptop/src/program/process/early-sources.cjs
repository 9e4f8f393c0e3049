// Loads packages that are TypeScript files, before ts-node is there: with what it made of them the last time.
"use strict";
const Module = require("node:module");

/**
 * What cannot be loaded is left to the program.
 * @param libraries the main modules of the packages.
 * @param textOf what was made of a file; undefined if that is not known.
 */
exports.loadEarly = (libraries, textOf) => {
  const before = Module._extensions[".ts"];
  Module._extensions[".ts"] = (module, path) => {
    const text = textOf(path);
    if (text === undefined) throw new Error(`Nothing is known of "${path}".`);
    module._compile(text, path);
  };
  try {
    libraries.forEach((library) => require(library));
  } catch {
    // The program finds out itself.
  } finally {
    if (before) Module._extensions[".ts"] = before;
    else delete Module._extensions[".ts"];
  }
};
