// Loaded into the program's process before Pulumi: writes what pulumi-callback reports of each closure.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { CLOSURES, report } = require("./report.cjs");

subscribe("pulumi-callback:closure", (closure) => {
  const { name, place, captured, findings, code, sourceMap, metafile } = closure;
  const outputs = Object.values(metafile?.outputs ?? {});
  const parts = Object.entries(outputs.find(({ entryPoint }) => entryPoint)?.inputs ?? {});
  const inputs = Object.fromEntries(
    parts.map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
  );
  report(CLOSURES, { name, place, captured, findings, code, sourceMap, inputs });
});
