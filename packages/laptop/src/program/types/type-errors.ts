import { resolve } from "node:path";
import { shownPath } from "../project/shown-path";

export interface CompilerError {
  /** As `shownPath` shows it; undefined if it is about the options. */
  file?: string;
  /** From 1, as `column` is. */
  line?: number;
  column?: number;
  /** For example `TS2322`. */
  code: string;
  /** Its first line. */
  message: string;
}

/** `index.ts(3,7): error TS2322: Type ...`, or without a place. */
const ERROR = /^(?:(.+)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/;

/**
 * The errors that `tsc --pretty false` prints.
 * @param directory what its paths are relative to.
 */
export function typeErrorsIn(output: string, directory: string): CompilerError[] {
  return output.split(/\r?\n/).flatMap((text) => {
    const [isError, file, line, column, code, message] = ERROR.exec(text) ?? [];
    if (isError === undefined) return [];
    const place = file === undefined ? {} : placeOf(resolve(directory, file), line!, column!);
    return [{ ...place, code: code!, message: message! }];
  });
}

function placeOf(path: string, line: string, column: string) {
  return { file: shownPath(path), line: Number(line), column: Number(column) };
}
