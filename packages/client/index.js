// In its repository this is the TypeScript source; the published package holds it compiled.
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// Two statements: so Node.js finds the exported names when an ES module imports them.
if (existsSync(join(__dirname, "src"))) module.exports = require("./src/index.ts");
else module.exports = require("./dist/index.js");
