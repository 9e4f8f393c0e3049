import { SourceMap, type SourceMapPayload } from "node:module";
import { join } from "node:path";
import type { Code } from "../../model/code";

/** The source maps of a function's files, as JSON, by the paths of the files. */
export type SourceMaps = ReadonlyMap<string, string>;

/** @param known source maps by the text of their code; the first match wins. */
export function sourceMapsOf(
  code: Code,
  taskRoot: string,
  known: ReadonlyMap<string, string>[],
): SourceMaps {
  const maps = new Map<string, string>();
  for (const [name, file] of Object.entries("files" in code ? code.files : {})) {
    if (!("text" in file)) continue;
    const map = known.find((each) => each.has(file.text))?.get(file.text);
    if (map !== undefined) maps.set(join(taskRoot, name), map);
  }
  return maps;
}

/**
 * Replaces positions in the bundle by positions in the program, for example in a stack trace.
 * Differs from AWS: stack traces in a function's log name TypeScript lines even without --enable-source-maps.
 */
export function withOriginalLines(text: string, maps: SourceMaps): string {
  let result = text;
  for (const [path, json] of maps) {
    // In JSON, Windows path separators are escaped.
    for (const written of new Set([path, JSON.stringify(path).slice(1, -1)])) {
      const [before, ...after] = result.split(`${written}:`);
      if (after.length === 0) continue;
      const map = new SourceMap(JSON.parse(json) as SourceMapPayload);
      result = [before, ...after.map((rest) => originalOf(map, rest) ?? `${written}:${rest}`)].join(
        "",
      );
    }
  }
  return result;
}

/** @param text starts with `LINE:COLUMN` in the bundle. */
function originalOf(map: SourceMap, text: string): string | undefined {
  const [place, line, column] = /^(\d+):(\d+)/.exec(text) ?? [];
  if (place === undefined) return undefined;
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
  // Packages have no source map.
  if (!("originalSource" in entry) || !entry.originalSource) return undefined;
  const { originalSource, originalLine, originalColumn } = entry;
  return `${originalSource}:${originalLine + 1}:${originalColumn + 1}${text.slice(place.length)}`;
}
