// Loaded into the program's process before Pulumi: keeps what ts-node makes of each TypeScript file, so that only
// files that changed are transpiled again. The text is ts-node's own, and a copy of a program finds it too. Where ts-node
// checks types, which depend on other files, nothing is kept.
"use strict";
const { createHash } = require("node:crypto");
const { createRequire } = require("node:module");
const { basename, dirname, join } = require("node:path");
const { read, write } = require("../kept-texts.cjs");
const { onResolve } = require("./on-resolve.cjs");

onResolve((path) => {
  // Pulumi's own copy is older, and always checks types.
  if (!/[\\/]node_modules[\\/]ts-node[\\/]dist[\\/]index\.js$/.test(path)) return;
  const tsNode = require(path);
  const { register } = tsNode;
  tsNode.register = (options) => {
    const service = register(options);
    return isTextAlone(service) ? keepTranspiled(service, tsNode.VERSION, path) : service;
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
  const folder = join(process.cwd(), "node_modules", ".cache", "pulumi-laptop", "transpiled");
  const compile = service.compile;
  const outputs = new Map();
  // Options hold paths of the program, which say nothing about the text of one file.
  const common = JSON.stringify([service.ts.version, version, service.config.options]).replaceAll(
    process.cwd().replaceAll("\\", "/"),
    "",
  );
  service.compile = (code, fileName, ...rest) => {
    const key = [common, packageOf(dirname(fileName)), basename(fileName), code].join("\n");
    const name = createHash("sha256").update(key).digest("hex");
    const kept = read(join(folder, name));
    if (kept !== undefined) {
      const output = mapTo(fileName, kept);
      outputs.set(fileName, output);
      return output;
    }
    const output = compile(code, fileName, ...rest);
    if (isOfAnyFolder(output, fileName)) write(folder, name, mapTo("", output));
    return output;
  };
  // For the lines of errors, ts-node knows only the files that it has transpiled itself.
  createRequire(tsNodePath)("@cspotcode/source-map-support").install({
    retrieveFile: (path) => outputs.get(path.replace(/^file:\/\//, "")) ?? "",
  });
  return service;
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
