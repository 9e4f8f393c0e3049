// Loaded into the program's process before Pulumi: keeps what ts-node makes of each TypeScript file, so that only
// files that changed are transpiled again. The text is ts-node's own. Where ts-node checks types, which depend on
// other files, nothing is kept.
"use strict";
const { createHash } = require("node:crypto");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
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

/** Whether what a file becomes depends on nothing but its text, its path and compiler options. */
function isTextAlone({ options }) {
  const { transpileOnly, transpiler, transformers, moduleTypes } = options;
  return transpileOnly && !transpiler && !transformers && !moduleTypes;
}

function keepTranspiled(service, version, tsNodePath) {
  const folder = join(process.cwd(), "node_modules", ".cache", "pulumi-laptop", "transpiled");
  const compile = service.compile;
  const outputs = new Map();
  const common = JSON.stringify([service.ts.version, version, service.config.options]);
  service.compile = (code, fileName, ...rest) => {
    const key = [common, packageOf(dirname(fileName)), fileName, code].join("\n");
    const name = createHash("sha256").update(key).digest("hex");
    const kept = read(join(folder, name));
    if (kept !== undefined) {
      outputs.set(fileName, kept);
      return kept;
    }
    const output = compile(code, fileName, ...rest);
    write(folder, name, output);
    return output;
  };
  // For the lines of errors, ts-node knows only the files that it has transpiled itself.
  createRequire(tsNodePath)("@cspotcode/source-map-support").install({
    retrieveFile: (path) => outputs.get(path.replace(/^file:\/\//, "")) ?? "",
  });
  return service;
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
