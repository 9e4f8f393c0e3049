// Loaded into the program's process before Pulumi: writes the path of each of the program's own files to file
// descriptor 3, so that the laptop knows which files to watch; and those of Pulumi and the compilers, which the next
// process may load beforehand. A file counts as soon as it is imported, because one that does not compile is the one
// that will be fixed.
"use strict";
const { writeSync } = require("node:fs");
const { onResolve } = require("./on-resolve.cjs");

const PACKAGE = /[\\/]node_modules[\\/]/;
const COMPILER =
  /[\\/]node_modules[\\/](?:typescript[\\/]lib|ts-node[\\/]dist[\\/]index|esbuild[\\/]lib)\b.*\.js$/;
/** Loading Pulumi's command runs it. */
const PULUMI = /[\\/]node_modules[\\/]@pulumi[\\/](?!pulumi[\\/]cmd[\\/]).*\.js$/;

onResolve((path) => {
  if (!PACKAGE.test(path) || PULUMI.test(path) || COMPILER.test(path)) writeSync(3, `${path}\n`);
});
