// Runs a policy pack in a process of its own: loads its main file, whose PolicyPack serves Pulumi's analyzer
// protocol and prints the port. Pulumi's own cmd/run-policy-pack does the same but checks the types of
// TypeScript first, which takes seconds at every start; this only strips them.
"use strict";
const { existsSync, readFileSync } = require("node:fs");
const Module = require("node:module");
const { resolve } = require("node:path");
const { loadLater } = require("../process/load-later.cjs");

// Without its parent, which holds the other end of standard input, the process has nothing to do.
process.stdin.on("end", () => process.exit()).resume();
process.stdin.unref();

// @pulumi/pulumi loads these to serialize closures, which a policy does not do. Loading them when they are first
// used halves the time that a pack takes to start.
loadLater(["typescript", "@npmcli/arborist"]);

Module._extensions[".ts"] = (module, filename) => {
  process.setSourceMapsEnabled(true);
  const { transformSync } = require("esbuild");
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    loader: "ts",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    sourcefile: filename,
    ...(existsSync("tsconfig.json") && { tsconfigRaw: readFileSync("tsconfig.json", "utf8") }),
  });
  module._compile(code, filename);
};

/** A pack may export a function that makes it, as a Pulumi program may. */
async function run(main) {
  const exported = require(resolve(main));
  if (typeof exported === "function") await exported();
}

run(process.argv[2]).catch((error) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
