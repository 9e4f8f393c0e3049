#!/usr/bin/env node
// In its repository this runs the TypeScript sources; the published package holds them compiled.
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (!process.noDeprecation) process.noDeprecation = true;
const sources = join(__dirname, "../src/cli/main.ts");
if (existsSync(sources)) {
  require("./typescript-sources.cjs");
  require(sources);
} else {
  require("../dist/cli/main.js");
}
