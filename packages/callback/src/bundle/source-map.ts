import { relative } from "node:path";
import {
  decode,
  encode,
  type SourceMapMappings,
  type SourceMapSegment,
} from "@jridgewell/sourcemap-codec";
import type { ClosureFunction } from "../inspect/captured";
import type { Module } from "../serialize/module-text";
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
 * Maps a bundle to the program's own files, by way of the serialized text and the scripts that V8
 * compiled. It leaves out packages, functions that share their text with another, and functions with
 * `super`, which the serializer rewrites.
 *
 * @param bundle from `bundleClosure`.
 * @param text the serialized closure that the bundle was made of.
 * @param functions the functions of the live closure.
 * @param directory the folder that the map's sources are relative to.
 */
export function sourceMapOf(
  { map, modules }: { map: SourceMapJson; modules: Record<string, Module> },
  text: string,
  functions: ClosureFunction[],
  directory: string,
): SourceMapJson {
  const origins = new Map<string, Origin>();
  for (const [name, module] of Object.entries(modules)) {
    const written = findFunction(module, text, functions);
    if (written) origins.set(name, new Origin(module, written, directory));
  }
  const originOf = map.sources.map((source) => origins.get(source));
  return redirect(map, (source, line, column) => originOf[source]?.find(line, column));
}

/** Keeps the mappings to some sources, and renames those sources. */
export function only(map: SourceMapJson, rename: (source: string) => string | undefined) {
  const names = map.sources.map(rename);
  return redirect(map, (number, line, column) => {
    const source = names[number];
    return source === undefined ? undefined : { source, line, column };
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
  // The functions around a function contain its text too: take the innermost.
  const length = Math.min(...holders.map((fn) => fn.text.length));
  const found = new Map<string, Written>();
  for (const fn of holders.filter((holder) => holder.text.length === length)) {
    const start = scriptText(fn.location.script).lastIndexOf(fn.text, offsetIn(fn.location));
    const shift = start + fn.text.lastIndexOf(copy) - code.start;
    if (start >= 0) found.set(`${fn.location.script}:${shift}`, { fn, shift });
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

/** Finds positions of a closure's module in the file where the function was written. */
class Origin {
  readonly #lineStarts: number[];
  readonly #sources = new Map<string, string>();

  constructor(
    private readonly module: Module,
    private readonly written: Written,
    private readonly directory: string,
  ) {
    this.#lineStarts = lineStartsIn(module.text);
  }

  /** @param line counted from 0, as is the column. */
  find(line: number, column: number): Position | undefined {
    const at = this.#lineStarts[line]! + column;
    const copy = this.module.copies.find((c) => c.at <= at && at < c.at + c.length);
    if (!copy) return undefined;
    const { fn, shift } = this.written;
    const place = writtenAt(fn.location.script, copy.from + at - copy.at + shift);
    return { source: this.#sourceOf(place.file), line: place.line - 1, column: place.column - 1 };
  }

  #sourceOf(file: string): string {
    const known = this.#sources.get(file);
    if (known !== undefined) return known;
    const source = relative(this.directory, file).replaceAll("\\", "/");
    this.#sources.set(file, source);
    return source;
  }
}

/** @param source its number in the map. */
type Find = (source: number, line: number, column: number) => Position | undefined;

/** Replaces the positions of a map. A position that is not found maps to no source. */
function redirect(map: SourceMapJson, find: Find): SourceMapJson {
  const sources = new Numbers();
  const names = new Numbers();
  const mappings = decode(map.mappings).map((segments): SourceMapMappings[number] => {
    const kept: SourceMapSegment[] = [];
    for (const [at, ...rest] of segments) {
      const [source, line, column, name] = rest;
      const found = source === undefined ? undefined : find(source, line!, column!);
      if (!found) {
        // An unmapped segment ends the mapped one before it.
        if ((kept.at(-1)?.length ?? 1) > 1) kept.push([at]);
        continue;
      }
      const place = [at, sources.of(found.source), found.line, found.column] as const;
      kept.push(name === undefined ? [...place] : [...place, names.of(map.names[name]!)]);
    }
    return kept;
  });
  return { version: 3, sources: sources.all, names: names.all, mappings: encode(mappings) };
}

/** Numbers things in the order of their first use. */
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
