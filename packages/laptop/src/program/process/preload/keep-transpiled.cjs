// Loaded into the program's process before Pulumi: keeps what ts-node makes of each TypeScript file, so that only
// files that changed are transpiled again. The text is ts-node's own, and a copy of a program finds it too. Where ts-node
// checks types, which depend on other files, nothing is kept. Of the sources of pulumi-callback, a process that waits
// loads what was kept; if ts-node would now make another text, the process gives up before the program begins.
"use strict";
const { createHash } = require("node:crypto");
const { channel, subscribe } = require("node:diagnostics_channel");
const { createRequire } = require("node:module");
const { basename, dirname, join } = require("node:path");
const { loadEarly } = require("../early-sources.cjs");
const { read, write } = require("../kept-texts.cjs");
const { onResolve } = require("./on-resolve.cjs");

/** Exit code of a process that cannot run the program. `program-process.ts` knows it. */
const NOT_READY = 117;

const transpiled = channel("pulumi-laptop:transpiled");
const folder = join(process.cwd(), "node_modules", ".cache", "pulumi-laptop", "transpiled");
const outputs = new Map();
/** The names of the texts that were loaded before ts-node was there, by file. */
const early = new Map();

subscribe("pulumi-laptop:sources", ({ libraries, sources, scripts, closureFunctions }) => {
  loadEarly(libraries, (file) => {
    const name = sources[file];
    const output = name === undefined ? undefined : readOutput(file, name);
    if (output === undefined) return undefined;
    early.set(file, name);
    transpiled.publish({ file, name, text: output });
    return output;
  });
  const texts = scripts.map(([file, name]) => ({ script: readOutput(file, name) }));
  const functions = closureFunctions.map((text) => ({ function: text }));
  channel("pulumi-callback:expected").publish([...texts, ...functions]);
});

onResolve((path) => {
  // Pulumi's own copy is older, and always checks types.
  if (!/[\\/]node_modules[\\/]ts-node[\\/]dist[\\/]index\.js$/.test(path)) return;
  const tsNode = require(path);
  const { register } = tsNode;
  tsNode.register = (options) => {
    const service = register(options);
    if (isTextAlone(service)) return keepTranspiled(service, tsNode.VERSION, path);
    if (early.size > 0) process.exit(NOT_READY);
    return service;
  };
});

/** What ts-node puts before its source maps. */
const MAP = "//# sourceMappingURL=data:application/json;charset=utf-8;base64,";

/** Whether what a file becomes depends on nothing but its text, its path and compiler options. */
function isTextAlone({ options }) {
  const { transpileOnly, transpiler, transformers, moduleTypes } = options;
  return transpileOnly && !transpiler && !transformers && !moduleTypes;
}

function keepTranspiled(service, version, tsNodePath) {
  const compile = service.compile;
  // Options hold paths of the program, which say nothing about the text of one file.
  const common = JSON.stringify([service.ts.version, version, service.config.options]).replaceAll(
    process.cwd().replaceAll("\\", "/"),
    "",
  );
  const nameOf = (code, file) => {
    const key = [common, packageOf(dirname(file)), basename(file), code].join("\n");
    return createHash("sha256").update(key).digest("hex");
  };
  const isStale = ([file, name]) => nameOf(read(file), file) !== name;
  if ([...early].some(isStale)) process.exit(NOT_READY);
  service.compile = (code, fileName, ...rest) => {
    const name = nameOf(code, fileName);
    const kept = readOutput(fileName, name);
    const output = kept ?? compile(code, fileName, ...rest);
    transpiled.publish({ file: fileName, name, text: output });
    if (kept === undefined && isOfAnyFolder(output, fileName))
      write(folder, name, mapTo("", output));
    return output;
  };
  // For the lines of errors, ts-node knows only the files that it has transpiled itself.
  createRequire(tsNodePath)("@cspotcode/source-map-support").install({
    retrieveFile: (path) => outputs.get(path.replace(/^file:\/\//, "")) ?? "",
  });
  return service;
}

/** What ts-node made of a file before; undefined if it is not kept. */
function readOutput(fileName, name) {
  const kept = read(join(folder, name));
  if (kept === undefined) return undefined;
  const output = mapTo(fileName, kept);
  outputs.set(fileName, output);
  return output;
}

/** What ts-node made, with a source map that names the file so. */
function mapTo(fileName, output) {
  const at = output.lastIndexOf(MAP) + MAP.length;
  const map = JSON.parse(Buffer.from(output.slice(at), "base64"));
  const named = JSON.stringify({ ...map, file: fileName, sources: [fileName] });
  return output.slice(0, at) + Buffer.from(named).toString("base64");
}

/** Whether the file's path is in the source map only, where ts-node put it. JSX for development has it in the code. */
function isOfAnyFolder(output, fileName) {
  const at = output.lastIndexOf(MAP);
  if (at < 0 || output.slice(0, at).includes(fileName.replaceAll("\\", "/"))) return false;
  return mapTo(fileName, mapTo("", output)) === output;
}

const packages = new Map();

/** The package.json that a folder belongs to: it tells CommonJS from ES modules. */
function packageOf(folder) {
  if (!packages.has(folder)) packages.set(folder, readPackage(folder));
  return packages.get(folder);
}

function readPackage(folder) {
  const text = read(join(folder, "package.json"));
  if (text !== undefined) return text;
  const above = dirname(folder);
  return above === folder ? "" : packageOf(above);
}
