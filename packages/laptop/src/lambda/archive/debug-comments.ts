import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Files of the program whose copies are debugged as if they were run where they are. Packages are left as they are. */
export function isDebuggable(path: string): boolean {
  return /\.[cm]?js$/.test(path) && !/[\\/]node_modules[\\/]/.test(path);
}

/**
 * Names the file in the program that code is a copy of: debuggers find it there, with the source map beside it.
 * https://tc39.es/ecma426/#sec-linking-generated-code and V8's `//# sourceURL`.
 */
export function withSourceUrl(code: string, path: string): string {
  return `${code}\n//# sourceURL=${pathToFileURL(path).href}\n`;
}

/**
 * Adds the source map of a closure to its code.
 * @param map as JSON, with sources relative to the folder.
 */
export function withSourceMap(code: string, map: string | undefined, folder: string): string {
  if (map === undefined || code.includes("\n//# sourceMappingURL=")) return code;
  const json = Buffer.from(withSources(map, folder)).toString("base64");
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${json}\n`;
}

/**
 * Says where the sources of a map are.
 * @param map as JSON, with sources relative to the folder.
 */
export function withSources(map: string, folder: string): string {
  const { href } = pathToFileURL(join(folder, "/"));
  const { sources, ...rest } = JSON.parse(map) as { sources: string[] };
  // Not by `sourceRoot`, which Node.js ignores.
  return JSON.stringify({ ...rest, sources: sources.map((name) => new URL(name, href).href) });
}
