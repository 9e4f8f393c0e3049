// Loaded into the program's process before Pulumi: writes what pulumi-callback reports of each closure, and the texts
// that it parsed, which the next process may parse beforehand.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { resolve } = require("node:path");
const { CLOSURES, NEEDS, report, reportLater } = require("./report.cjs");

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

/** Longer texts are bundles rather than functions. */
const MAX_LENGTH = 100_000;

const told = new Set();
/** The files and the names under which their texts are kept, by the text. */
const kept = new Map();

subscribe("pulumi-laptop:transpiled", ({ file, name, text }) => kept.set(text, [file, name]));

subscribe("pulumi-callback:read", (read) => {
  const text = read.function ?? read.script;
  if (told.has(text) || text.length > MAX_LENGTH) return;
  told.add(text);
  if (read.function !== undefined) reportLater(NEEDS, { closureFunction: text });
  else if (kept.has(text)) reportLater(NEEDS, { script: kept.get(text) });
});
