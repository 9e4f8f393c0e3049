// In its repository this is the TypeScript source; the published package holds it compiled.
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const isSource = existsSync(join(__dirname, "src"));
// A test in plain JavaScript has loaded nothing that reads TypeScript.
if (isSource && !require.extensions[".ts"]) require("tsx/cjs");
const kit = isSource ? require("./src/index.ts") : require("./dist/index.js");

// One by one: so Node.js finds the exported names when an ES module imports them.
exports.ClientError = kit.ClientError;
exports.checked = kit.checked;
exports.connect = kit.connect;
exports.rooms = kit.rooms;
exports.splitting = kit.splitting;
