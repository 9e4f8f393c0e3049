// Loaded into the program's process before Pulumi: writes what pulumi-callback reports of each closure.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { resolve } = require("node:path");
const { CLOSURES, report } = require("./report.cjs");

// Of packages with native parts, pulumi-callback then takes those that run on this machine.
subscribe("pulumi-callback:runs-here", () => {});

subscribe("pulumi-callback:closure", (closure) => {
  const { name, place, captured, findings, code, sourceMap, metafile } = closure;
  const { files = new Map(), layerPackages = [] } = closure;
  const outputs = Object.values(metafile?.outputs ?? {});
  const parts = Object.entries(outputs.find(({ entryPoint }) => entryPoint)?.inputs ?? {});
  const inputs = Object.fromEntries(
    parts.map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
  );
  const shipped = Object.fromEntries([...files].map(([at, path]) => [at, resolve(path)]));
  const bundle = { code, sourceMap, inputs, files: shipped, layerPackages };
  report(CLOSURES, { name, place, captured, findings, ...bundle });
});
