// Loads the TypeScript sources of this repository: esbuild strips the types of each file, once for each text of it.
"use strict";
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { version } = require("esbuild/package.json");
const { read, write } = require("../src/program/process/kept-texts.cjs");

const FOLDER = join(__dirname, "../../../node_modules/.cache/pulumi-laptop/sources");
const OPTIONS = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  sourcesContent: false,
  // As tsconfig.json has it: it decides what a field of a class is.
  tsconfigRaw: { compilerOptions: { target: "ES2021" } },
};
const common = JSON.stringify([version, OPTIONS]);

process.setSourceMapsEnabled(true);
Module._extensions[".ts"] = (module, path) => {
  const text = readFileSync(path, "utf8");
  const name = createHash("sha256").update([common, path, text].join("\n")).digest("hex");
  module._compile(read(join(FOLDER, name)) ?? strip(path, text, name), path);
};

function strip(path, text, name) {
  const { code } = require("esbuild").transformSync(text, { ...OPTIONS, sourcefile: path });
  write(FOLDER, name, code);
  return code;
}
