// Loaded into the program's process before Pulumi: reports each of the program's own files, so that the laptop knows
// which to watch; and those of packages that the next process may load beforehand. A file counts as soon as it is
// imported, because one that does not compile is the one that will be fixed.
"use strict";
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

onResolve((file) => {
  if (!PACKAGE.test(file)) report(NEEDS, { file });
  else if ([PULUMI, COMPILER, LIBRARIES].some((each) => each.test(file)))
    reportLater(NEEDS, { file });
});
