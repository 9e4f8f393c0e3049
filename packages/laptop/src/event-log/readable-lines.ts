/** Longer lines are shortened, unless they are JSON. */
const MAX_TEXT = 500;
const MAX_JSON = 4000;
/** What stays of a line that is shortened. */
const SHORTENED = 200;

/** The lines of a text, without dumps of minified code. */
export function readableLines(text: string): string[] {
  return text.trimEnd().split("\n").map(shortened);
}

function shortened(line: string): string {
  const most = /^\s*[[{]["{[\d\]}]/.test(line) ? MAX_JSON : MAX_TEXT;
  if (line.length <= most) return line;
  const more = (line.length - SHORTENED).toLocaleString("en-US");
  // A character of two halves is not cut between them.
  return `${line.slice(0, SHORTENED).replace(/[\uD800-\uDBFF]$/, "")}… (${more} characters more)`;
}
