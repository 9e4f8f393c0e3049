import * as nodeModule from "node:module";

let isKept = false;

/**
 * Writes what V8 has compiled to Node.js's compile cache, if there is one. Once, after the first event, which
 * compiles more code than the Init phase.
 */
export function keepCompiledCode(): void {
  if (isKept) return;
  isKept = true;
  // From Node.js 22.10 on.
  const { flushCompileCache } = nodeModule as { flushCompileCache?: () => void };
  flushCompileCache?.();
}
