// Texts that are kept on disk because it takes long to make them.
"use strict";
const {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const { join } = require("node:path");

/** A large program in a few versions. Above it, everything is made again. */
const MAX_ENTRIES = 4000;

/** @returns undefined if there is no such file. */
exports.read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

exports.write = (folder, name, text) => {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length >= MAX_ENTRIES) rmSync(folder, { recursive: true, force: true });
    else {
      const partial = join(folder, `${name}.${process.pid}`);
      writeFileSync(partial, text);
      renameSync(partial, join(folder, name));
    }
  } catch {
    // The folder is read-only, or another process cleans up at the same time.
  }
};
