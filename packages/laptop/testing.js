// pulumi-laptop/test. In its repository this is the TypeScript source; the published package holds it compiled.
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const isSource = existsSync(join(__dirname, "src"));
// A test in plain JavaScript has loaded nothing that reads TypeScript.
if (isSource && !require.extensions[".ts"]) require("./bin/typescript-sources.cjs");
const library = isSource ? require("./src/test/index.ts") : require("./dist/test/index.js");

// One by one: so Node.js finds the exported names when an ES module imports them.
exports.startLaptop = library.startLaptop;
exports.HandshakeRefused = library.HandshakeRefused;
exports.FunctionFailed = library.FunctionFailed;
