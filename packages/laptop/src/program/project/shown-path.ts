import { relative } from "node:path";

/** A path as it is shown: relative to where the command was typed, or absolute if it is elsewhere. */
export function shownPath(path: string): string {
  const own = relative(".", path);
  return own.startsWith("..") ? path : own;
}
