// Loaded into a process that runs Pulumi, before Pulumi: keeps what V8 compiles of packages. Node.js does that itself
// from 22.1 on. The program's own files are left to Node.js, and with a debugger all are.
"use strict";
const { createHash } = require("node:crypto");
const { url: debuggerUrl } = require("node:inspector");
const Module = require("node:module");
const { dirname } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { constants, Script } = require("node:vm");
const { keptCode } = require("../kept-code.cjs");

/** The outermost folder of packages. */
const PACKAGE = /^(.*?[\\/]node_modules)[\\/]/;
const COMMENT = /\/\/.*|\/\*[^]*?\*\//g;
/** `import(`, which is no method of that name and in no string. */
const IMPORT = /(?<![.#\w$"'`]|typeof )import\s*\(/;
/** Since Node.js 20.12. At an `import()`, it prints a warning. */
const importModuleDynamically = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const [before] = Module.wrapper;
/** Bytes of bytecode that a function runs through before V8 optimizes it: seven times the usual. */
const INTERRUPT_BUDGET = 500_000;
const PLAIN = { configurable: true, enumerable: true, writable: true };
const compileNow = Module.prototype._compile;
let kept;

if (Module.enableCompileCache === undefined && importModuleDynamically !== undefined) {
  // Pulumi does that in a moment, after which V8 would take nothing that was compiled before.
  setFlagsFromString("--allow-natives-syntax");
  // Most of what V8 optimizes beside an evaluation is done when the evaluation is over.
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  // A getter is not on the stack while a module of the program runs, where the traces of its errors would show it.
  Object.defineProperty(Module.prototype, "_compile", {
    configurable: true,
    get() {
      return isKept(this) ? compileKept : compileNow;
    },
    set(value) {
      Object.defineProperty(this, "_compile", { ...PLAIN, value });
    },
  });
  process.on("exit", (code) => {
    if (code === 0) kept?.write();
  });
}

function isKept(module) {
  const isDebugged = process.sourceMapsEnabled || debuggerUrl() !== undefined;
  return PACKAGE.test(module.filename) && module !== process.mainModule && !isDebugged;
}

function compileKept(text, path) {
  const isPlain = PACKAGE.test(path) && !text.startsWith("#!");
  const script = isPlain ? scriptOf(text, path) : undefined;
  return script ? run(script, this, path) : compileNow.call(this, text, path);
}

/** @returns undefined if Node.js is to compile the text. */
function scriptOf(text, path) {
  kept ??= keptCode(PACKAGE.exec(path)[1]);
  const hash = createHash("sha256").update(text).digest("base64");
  const cachedData = kept.find(path, hash);
  if (cachedData === undefined && importsModules(text)) return undefined;
  try {
    const script = new Script(Module.wrap(text), {
      filename: path,
      // Positions are those in the file.
      columnOffset: -before.length,
      cachedData,
      importModuleDynamically,
    });
    kept.use(path, hash, script, text.length);
    return script;
  } catch {
    // Node.js reports where the text is wrong.
    return undefined;
  }
}

function importsModules(text) {
  return IMPORT.test(text) && IMPORT.test(text.replace(COMMENT, ""));
}

/** Does what Node.js does with what it compiled. */
function run(script, module, path) {
  const require = (name) => module.require(name);
  require.resolve = (name, options) => Module._resolveFilename(name, module, false, options);
  require.resolve.paths = (name) => Module._resolveLookupPaths(name, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  const { exports } = module;
  return script.runInThisContext().call(exports, exports, require, module, path, dirname(path));
}
