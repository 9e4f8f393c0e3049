import { relative } from "node:path";
import {
  decode,
  encode,
  type SourceMapMappings,
  type SourceMapSegment,
} from "@jridgewell/sourcemap-codec";
import type { ClosureFunction } from "../inspect/captured";
import { toEsModules, type Module } from "../serialize/es-modules";
import { lineStartsIn, offsetIn, scriptText, writtenAt } from "../inspect/sources";

/** Version 3 of https://tc39.es/ecma426/, without the text of the sources. */
export interface SourceMapJson {
  version: 3;
  sources: string[];
  names: string[];
  mappings: string;
}

/** Lines and columns are counted from 0. */
interface Position {
  source: string;
  line: number;
  column: number;
}

/**
 * Makes the map of a bundle lead to the program's own files, by way of the serialized text and of what
 * V8 compiled. Packages are left out. So is a function that cannot be told from another with the same
 * text, and one with `super`, which the serializer writes anew.
 *
 * @param map that of the bundle, from `bundleClosure`.
 * @param text what the bundle was made of.
 * @param functions those of the live closure.
 * @param directory the folder that the map's sources are relative to.
 */
export function sourceMapOf(
  map: SourceMapJson,
  text: string,
  functions: ClosureFunction[],
  directory: string,
): SourceMapJson {
  const origins = new Map<string, Origin>();
  for (const [name, module] of toEsModules(text, directory)) {
    const written = findFunction(module, text, functions);
    if (written) origins.set(name, new Origin(module, written, directory));
  }
  return redirect(map, (position) => origins.get(position.source)?.find(position));
}

/** Leaves of a map what leads to some sources, under other names. */
export function only(map: SourceMapJson, rename: (source: string) => string | undefined) {
  return redirect(map, ({ source, ...place }) => {
    const name = rename(source);
    return name === undefined ? undefined : { source: name, ...place };
  });
}

/** A function as it was written in the program. */
interface Written {
  fn: ClosureFunction;
  /** From an offset in the serialized text to one in the script. */
  shift: number;
}

function findFunction(
  { code }: Module,
  text: string,
  functions: ClosureFunction[],
): Written | undefined {
  if (!code) return undefined;
  const copy = text.slice(code.start, code.end);
  const holders = functions.filter(
    (fn) => fn.package === undefined && fn.location.script !== "" && fn.text.includes(copy),
  );
  // The text of a function is part of that of the functions around it.
  const length = Math.min(...holders.map((fn) => fn.text.length));
  const found = new Map<string, Written>();
  for (const fn of holders.filter((holder) => holder.text.length === length)) {
    const start = scriptText(fn.location.script).lastIndexOf(fn.text, offsetIn(fn.location));
    const shift = start + fn.text.lastIndexOf(copy) - code.start;
    if (start >= 0) found.set(`${fn.location.script}:${shift}`, { fn, shift });
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

/** Leads from a module of the closure to the file in which the function was written. */
class Origin {
  readonly #lineStarts: number[];

  constructor(
    private readonly module: Module,
    private readonly written: Written,
    private readonly directory: string,
  ) {
    this.#lineStarts = lineStartsIn(module.text);
  }

  find({ line, column }: Position): Position | undefined {
    const at = this.#lineStarts[line]! + column;
    const copy = this.module.copies.find((c) => c.at <= at && at < c.at + c.length);
    if (!copy) return undefined;
    const { fn, shift } = this.written;
    const place = writtenAt(fn.location.script, copy.from + at - copy.at + shift);
    const source = relative(this.directory, place.file).replaceAll("\\", "/");
    return { source, line: place.line - 1, column: place.column - 1 };
  }
}

/** The map with other positions. What leads nowhere belongs to no source. */
function redirect(map: SourceMapJson, find: (position: Position) => Position | undefined) {
  const sources = new Numbers();
  const names = new Numbers();
  const mappings = decode(map.mappings).map((segments): SourceMapMappings[number] => {
    const kept: SourceMapSegment[] = [];
    for (const [at, ...rest] of segments) {
      const [source, line, column, name] = rest;
      const found =
        source === undefined
          ? undefined
          : find({ source: map.sources[source]!, line: line!, column: column! });
      if (!found) {
        // The first segment of nothing ends what was before.
        if ((kept.at(-1)?.length ?? 1) > 1) kept.push([at]);
        continue;
      }
      const place = [at, sources.of(found.source), found.line, found.column] as const;
      kept.push(name === undefined ? [...place] : [...place, names.of(map.names[name]!)]);
    }
    return kept;
  });
  const result: SourceMapJson = {
    version: 3,
    sources: sources.all,
    names: names.all,
    mappings: encode(mappings),
  };
  return result;
}

/** Numbers things in the order in which they come up. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  get all(): string[] {
    return [...this.#numbers.keys()];
  }

  of(thing: string): number {
    const number = this.#numbers.get(thing) ?? this.#numbers.size;
    this.#numbers.set(thing, number);
    return number;
  }
}
