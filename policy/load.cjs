// The main file of the policy pack: compiles it and runs it. Pulumi would run index.ts by ts-node, which
// checks its types every time (6 to 11 s); esbuild needs a tenth of a second, so nothing is built beforehand
// and nothing can be out of date.
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
