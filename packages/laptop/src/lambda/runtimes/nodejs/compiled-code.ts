import { createHash } from "node:crypto";
import Module, { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { constants, Script } from "node:vm";
import type { CompiledCode } from "../../environment/messages";

type Compile = (this: Module, content: string, path: string, ...rest: unknown[]) => unknown;
/** The files that an environment had to compile itself. */
export interface OwnCode {
  readonly isEmpty: boolean;
  /** V8's code caches, for later environments. */
  files(): [key: string, data: Uint8Array][];
}

type CommonJs = (...values: unknown[]) => unknown;

/**
 * Reuses what earlier environments compiled of the function's CommonJS files, so that a burst of cold starts
 * does not compile the same text a hundred times.
 */
export function shareCompiledCode(taskRoot: string, given: CompiledCode): OwnCode {
  const scripts = new Map<string, Script>();
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const compileAlone = prototype._compile;

  prototype._compile = function (content, path, ...rest) {
    const script = path.startsWith(taskRoot + sep) ? compile(content, path) : undefined;
    if (!script) return compileAlone.call(this, content, path, ...rest);
    const run = script.runInThisContext() as CommonJs;
    const require = Object.assign(createRequire(path), { main: undefined });
    return run.call(this.exports, this.exports, require, this, path, dirname(path));
  };

  const compile = (content: string, path: string): Script | undefined => {
    try {
      // A hash of the text, because V8 only compares its length.
      const key = `${path} ${createHash("sha256").update(content).digest("hex")}`;
      const cachedData = given.get(key) as Buffer | undefined;
      const script = new Script(Module.wrap(content.replace(/^#!.*/, "")), {
        filename: path,
        // The wrapper of Node.js moves the first line to the right.
        columnOffset: -Module.wrap("\n").indexOf("\n"),
        cachedData,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
      if (!cachedData || script.cachedDataRejected) scripts.set(key, script);
      return script;
    } catch {
      // An ES module or a syntax error: Node.js handles both.
      return undefined;
    }
  };

  return {
    get isEmpty() {
      return scripts.size === 0;
    },
    files: () =>
      [...scripts].map(([key, script]) => {
        const data = script.createCachedData();
        const shared = new Uint8Array(new SharedArrayBuffer(data.length));
        shared.set(data);
        return [key, shared];
      }),
  };
}
