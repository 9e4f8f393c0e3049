import Module, { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { constants, Script } from "node:vm";
import type { CompiledCode } from "../messages";

type Compile = (this: Module, content: string, path: string, ...rest: unknown[]) => unknown;
type CommonJs = (...values: unknown[]) => unknown;

/**
 * Compiles the function's CommonJS files from what an earlier environment has compiled, so that a burst
 * of cold starts does not compile the same text a hundred times.
 * @returns what this environment has compiled, for later ones.
 */
export function shareCompiledCode(
  taskRoot: string,
  given: CompiledCode,
): () => [path: string, data: Uint8Array][] {
  const scripts = new Map<string, Script>();
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const compileAlone = prototype._compile;

  prototype._compile = function (content, path, ...rest) {
    const script = path.startsWith(taskRoot + sep) ? compile(content, path) : undefined;
    if (!script) return compileAlone.call(this, content, path, ...rest);
    scripts.set(path, script);
    const run = script.runInThisContext() as CommonJs;
    const require = Object.assign(createRequire(path), { main: undefined });
    return run.call(this.exports, this.exports, require, this, path, dirname(path));
  };

  const compile = (content: string, path: string): Script | undefined => {
    try {
      return new Script(Module.wrap(content.replace(/^#!.*/, "")), {
        filename: path,
        cachedData: given.get(path) as Buffer | undefined,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
    } catch {
      // Node.js finds out whether it is an ES module or wrong, and says so.
      return undefined;
    }
  };

  return () =>
    [...scripts].map(([path, script]) => {
      const data = script.createCachedData();
      const shared = new Uint8Array(new SharedArrayBuffer(data.length));
      shared.set(data);
      return [path, shared];
    });
}
