// Loaded into the program's process before Pulumi: writes the paths of the program's own files to file
// descriptor 3 when it ends, so that the runtime knows which changes are changes of the program.
"use strict";
const { writeSync } = require("node:fs");
const { extname } = require("node:path");

process.on("exit", () => {
  const own = Object.keys(require.cache).filter((path) => !/[\\/]node_modules[\\/]/.test(path));
  for (const path of own) if (path !== __filename && extname(path)) writeSync(3, `${path}\n`);
});
