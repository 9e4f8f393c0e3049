import { readFileSync } from "node:fs";
import { Session, type Debugger } from "node:inspector";
import Module, { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { post, scriptPlaceOf } from "./live-function";
import { getScriptUrl } from "./pulumi-closure";

/** Where a function was written. */
export interface Location {
  /** Absolute path, or `node:...` for a module of Node.js; empty if it is not known. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** The script that V8 runs, which a compiler may have made of the file. */
  script: string;
  /** Where the function starts in the script, counted from 0. */
  scriptLine: number;
  scriptColumn: number;
}

/** A place in a file. Line and column are counted from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

const { wrapper } = Module as unknown as { wrapper: [string, string] };

/** Closures share most of their functions. */
const locations = new WeakMap<object, Location>();
const sourceMaps = new Map<string, SourceMap | undefined>();
/** The paths of the sources of a file, by what its source map calls them. */
const sourcesOf = new Map<string, Map<string, string>>();
const lineStarts = new Map<string, number[]>();
/** With the module that a file was loaded as: a file may be loaded again. */
const scriptsOfFiles = new Map<string, { script: string | undefined; module: unknown }>();
/** The text and the file of each script. V8 never changes one. */
const texts = new Map<string, string>();
const paths = new Map<string, string>();
/** Scripts below this number are known. */
let learned = 0;

/** Where a function was written, as V8 and the source map of its script say. */
export function locationOf(value: object): Location {
  const known = locations.get(value);
  if (known) return known;
  const location = readLocation(value);
  locations.set(value, location);
  return location;
}

function readLocation(value: object): Location {
  const place = scriptPlaceOf(value);
  if (!place) return { file: "", line: 0, script: "", scriptLine: 0, scriptColumn: 0 };
  const { scriptId: script, lineNumber: scriptLine, columnNumber: scriptColumn = 0 } = place;
  const { file, line } = original(script, scriptLine, scriptColumn);
  return { file, line, script, scriptLine, scriptColumn };
}

/** The offset in its script at which V8 has a function begin: at its name or its parameters. */
export function offsetIn({ script, scriptLine, scriptColumn }: Location): number {
  return script === "" ? 0 : lineStartsOf(script)[scriptLine]! + scriptColumn;
}

/** Where the text at an offset of a script was written. */
export function writtenAt(script: string, offset: number): Place {
  const starts = lineStartsOf(script);
  let [line, after] = [0, starts.length];
  while (after - line > 1) {
    const middle = (line + after) >> 1;
    if (starts[middle]! <= offset) line = middle;
    else after = middle;
  }
  return original(script, line, offset - starts[line]!);
}

/** The text that V8 compiled. */
export function scriptText(scriptId: string): string {
  const text = textLeftOf(scriptId);
  if (text === undefined) throw new Error(`V8 has no script ${scriptId} any more.`);
  return text;
}

/** @returns undefined if V8 does not have the script any more. */
function textLeftOf(scriptId: string): string | undefined {
  const known = texts.get(scriptId);
  if (known !== undefined) return known;
  type Answer = Debugger.GetScriptSourceReturnType;
  try {
    const { scriptSource } = post<Answer>("Debugger.getScriptSource", { scriptId });
    texts.set(scriptId, unwrapped(scriptSource));
  } catch {
    return undefined;
  }
  return texts.get(scriptId);
}

/** Some loaders compile a module with what Node.js once wrapped it in; columns are those without it. */
function unwrapped(text: string): string {
  const [before, after] = wrapper;
  return text.startsWith(before) ? text.slice(before.length, -after.length) : text;
}

/** The script of a file, the newest if there are several; undefined if none is left. */
export function scriptOfFile(file: string): string | undefined {
  const module = require.cache[file];
  if (scriptsOfFiles.get(file)?.module !== module) scriptsOfFiles.delete(file);
  for (const find of [() => undefined, learnScripts, listScripts]) {
    find();
    const found = scriptsOfFiles.get(file);
    if (found && (found.script === undefined || textLeftOf(found.script) !== undefined))
      return found.script;
    scriptsOfFiles.delete(file);
  }
  scriptsOfFiles.set(file, { script: undefined, module });
  return undefined;
}

/** @param line counted from 0, as is the column. */
function original(scriptId: string, line: number, column: number): Place {
  const file = pathOf(scriptId);
  const entry = sourceMapOf(scriptId, file)?.findEntry(line, column);
  if (!entry || !("originalSource" in entry)) return { file, line: line + 1, column: column + 1 };
  const { originalSource: source, originalLine, originalColumn } = entry;
  return { file: beside(file, source), line: originalLine + 1, column: originalColumn + 1 };
}

/** The path of a source that the source map of a file names. */
function beside(file: string, source: string): string {
  const sources = sourcesOf.get(file) ?? new Map<string, string>();
  sourcesOf.set(file, sources);
  const path = sources.get(source) ?? resolve(dirname(file), toPath(source));
  sources.set(source, path);
  return path;
}

/** The offset of each line of a text. */
export function lineStartsIn(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineStartsOf(scriptId: string): number[] {
  const known = lineStarts.get(scriptId);
  if (known) return known;
  const starts = lineStartsIn(scriptText(scriptId));
  lineStarts.set(scriptId, starts);
  return starts;
}

function sourceMapOf(scriptId: string, file: string): SourceMap | undefined {
  if (!sourceMaps.has(scriptId)) sourceMaps.set(scriptId, readSourceMap(scriptId, file));
  return sourceMaps.get(scriptId);
}

function readSourceMap(scriptId: string, file: string): SourceMap | undefined {
  // A package's source maps lead to TypeScript that is not installed.
  if (file === "" || /^node:|[\\/]node_modules[\\/]/.test(file)) return undefined;
  const url = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(scriptText(scriptId))?.[1];
  if (url === undefined) return undefined;
  try {
    const inline = /^data:application\/json[^,]*;base64,(.*)$/s.exec(url)?.[1];
    const text =
      inline === undefined
        ? readFileSync(resolve(dirname(file), url), "utf8")
        : Buffer.from(inline, "base64").toString();
    return new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    return undefined; // The compiled position is the best there is.
  }
}

function pathOf(scriptId: string): string {
  const known = paths.get(scriptId);
  if (known !== undefined) return known;
  const url = getScriptUrl(scriptId);
  if (url === undefined) listScripts();
  const path = url === undefined ? (paths.get(scriptId) ?? "") : toPath(url);
  paths.set(scriptId, path);
  return path;
}

function toPath(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

/** Learns the paths of the scripts that Pulumi's inspector session has heard of since the last time. */
function learnScripts(): void {
  // V8 counts scripts, and would take the same text for the same script.
  const { scriptId } = scriptPlaceOf(runInThisContext(`() => ${learned}`) as object)!;
  for (; learned < Number(scriptId); learned++) {
    const url = getScriptUrl(String(learned));
    if (url !== undefined) learn(String(learned), url);
  }
}

/**
 * Learns the paths of all scripts: those that were loaded before Pulumi's inspector session too, as in a test. V8
 * reports all of them to a new session, which is slow.
 */
function listScripts(): void {
  const own = new Session();
  own.connect();
  own.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => learn(scriptId, url));
  own.post("Debugger.enable");
  own.disconnect();
}

function learn(scriptId: string, url: string): void {
  const path = toPath(url);
  paths.set(scriptId, path);
  scriptsOfFiles.set(path, { script: scriptId, module: require.cache[path] });
}
