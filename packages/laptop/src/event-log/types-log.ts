import { count } from "./format";
import { loggedEvent, type Entry, type LoggedEvent } from "./logged-event";

/** The most errors that are listed. */
const MAX_LISTED = 10;

interface FoundError {
  file?: string;
  line?: number;
  column?: number;
  code: string;
  message: string;
}

/** Says what the checks of the program's types find, and that the errors are mended. */
export class TypesLog {
  #listed: string[] = [];

  /** @returns undefined if there are no errors, and there were none. */
  apply(entry: Entry, at: number): LoggedEvent | undefined {
    const errors = entry.errors as FoundError[];
    const durationMs = entry.durationMs as number;
    const before = this.#listed;
    this.#listed = errors.map(lineOf);
    if (errors.length === 0) {
      const result = "types: no errors";
      return before.length === 0
        ? undefined
        : loggedEvent(at, "types", { durationMs, result, level: "news" });
    }
    const isSame = before.join("\n") === this.#listed.join("\n");
    return loggedEvent(at, "types", {
      durationMs,
      result: `types: ${count(errors.length, "error")}${isSame ? ", as before" : ""}`,
      level: "warning",
      details: isSame ? [] : shown(this.#listed),
    });
  }
}

function lineOf({ file, line, column, code, message }: FoundError): string {
  const place = file === undefined ? "" : `${file}:${line}:${column} `;
  return `${place}${code}: ${message}`;
}

function shown(lines: string[]): string[] {
  if (lines.length <= MAX_LISTED) return lines;
  return [...lines.slice(0, MAX_LISTED), `and ${lines.length - MAX_LISTED} more`];
}
