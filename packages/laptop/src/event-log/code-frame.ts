import { readFileSync } from "node:fs";
import { sep } from "node:path";
import { shownPath } from "../program/project/shown-path";

/** Where an error is. */
export interface CodeFrame {
  /** For example `index.ts:12:5`, as `shownPath` shows it. */
  place: string;
  /** The lines around it, numbered, with a mark under the column. */
  frame: string[];
}

/** `/a/index.ts:12:5`, `index.ts:12:5` and `index.ts(12,5)`, as Node.js, esbuild and TypeScript write them. */
const PLACES = /([^\s'"()]+\.[cm]?[jt]sx?)(?:\((\d+),(\d+)\)|:(\d+):(\d+))/g;

const LINES_BEFORE = 2;
const LINES_AFTER = 1;
const MAX_WIDTH = 160;

/**
 * Shows the code of the first place that an error names in a program's own files.
 * @param files absolute paths of the program's files.
 */
export function codeFrame(message: string, files: readonly string[]): CodeFrame | undefined {
  for (const [, name, ...numbers] of message.matchAll(PLACES)) {
    const [line, column] = numbers.filter((text) => text !== undefined).map(Number);
    const file = files.find((path) => isNamed(path, name!));
    const frame = file === undefined ? undefined : around(file, line!, column!);
    if (frame) return { place: `${shownPath(file!)}:${line}:${column}`, frame };
  }
  return undefined;
}

function isNamed(path: string, name: string): boolean {
  const own = name.replace(/^file:\/\//, "").replace(/^(\.\.?[\\/])+/, "");
  return path === own || path.endsWith(`${sep}${own}`);
}

/** @returns undefined if the file is not there any more, or is shorter. */
function around(file: string, line: number, column: number): string[] | undefined {
  const lines = textOf(file)?.split(/\r?\n/);
  if (!lines || line > lines.length) return undefined;
  const from = Math.max(1, line - LINES_BEFORE);
  const shown = lines.slice(from - 1, line + LINES_AFTER);
  const width = String(from + shown.length - 1).length;
  return shown.flatMap((text, i) => {
    const number = from + i;
    const begin = `${number === line ? ">" : " "} ${String(number).padStart(width)} | `;
    const code = `${begin}${text.slice(0, MAX_WIDTH)}`.trimEnd();
    if (number !== line || column > MAX_WIDTH) return [code];
    // A tab stays a tab, so that the mark is under its column.
    const before = text.slice(0, column - 1).replace(/[^\t]/g, " ");
    return [code, `${" ".repeat(begin.length - 2)}| ${before}^`];
  });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
