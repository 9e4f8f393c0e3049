// The main file of the policy pack: compiles index.ts and runs it. The Pulumi CLI would check its types every
// time (6 to 11 s); esbuild takes a tenth of a second, so there is no build step and nothing to keep up to date.
"use strict";
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const { outputFiles } = buildSync({
  entryPoints: [join(__dirname, "index.ts")],
  bundle: true,
  packages: "external",
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  write: false,
});
module._compile(outputFiles[0].text, join(__dirname, "index.bundle.js"));
