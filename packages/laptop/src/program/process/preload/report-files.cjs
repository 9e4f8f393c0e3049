// Loaded into the program's process before Pulumi: reports each of the program's own files, so that the laptop knows
// which to watch; and those of packages that the next process may load beforehand. A file counts as soon as it is
// imported, because one that does not compile is the one that will be fixed.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { dirname, join, sep } = require("node:path");
const { onResolve } = require("./on-resolve.cjs");
const { NEEDS, report, reportLater } = require("./report.cjs");

const PACKAGE = /[\\/]node_modules[\\/]/;

/** Pulumi, but for its command, which runs when it is loaded; only how that is traced declares things. */
const PULUMI =
  /[\\/]node_modules[\\/]@pulumi[\\/](?!pulumi[\\/]cmd[\\/](?!run[\\/]tracing)).*\.js$/;
const COMPILER =
  /[\\/]node_modules[\\/](?:typescript[\\/]lib|ts-node[\\/]dist[\\/]index|esbuild[\\/]lib|@npmcli[\\/]arborist[\\/]lib[\\/]index)\b.*\.js$/;
/** What closures use most. Loading it only declares things, whenever that is. */
const LIBRARIES =
  /[\\/]node_modules[\\/](?:@aws-sdk|@smithy|@mongodb-js|mongodb|mongodb-connection-string-url|bson|acorn|pulumi-callback)[\\/].*\.js$/;

/** The one package that may be sources beside the program, as in its own repository. To load it declares things too. */
const LIBRARY = "pulumi-callback";
const folders = [];
const isOfLibrary = (file) => folders.some((folder) => file.startsWith(folder));

onResolve((file, name) => {
  if (PACKAGE.test(file)) {
    if ([PULUMI, COMPILER, LIBRARIES].some((each) => each.test(file))) reportLater(NEEDS, { file });
    return;
  }
  if (name === LIBRARY) found(file);
  if (isOfLibrary(file)) reportLater(NEEDS, { file });
  else report(NEEDS, { file });
});

// Those that are loaded before the program asks for them.
subscribe("pulumi-laptop:libraries", (libraries) => libraries.forEach(found));

function found(library) {
  folders.push(join(dirname(library), sep));
  reportLater(NEEDS, { library });
}

subscribe("pulumi-laptop:transpiled", ({ file, name }) => {
  if (isOfLibrary(file)) reportLater(NEEDS, { source: file, name });
});
