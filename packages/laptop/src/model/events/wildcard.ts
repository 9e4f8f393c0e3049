/**
 * Whether a text matches a pattern in which `*` stands for any characters; `\*` and `\\` stand for themselves.
 * The test takes time in proportion to both lengths.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const [first = "", ...others] = partsOf(pattern);
  const last = others.pop();
  return (text) => {
    if (last === undefined) return text === first;
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of others) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}

/** What stands between the asterisks. */
function partsOf(pattern: string): string[] {
  const parts = [""];
  for (const [token] of pattern.matchAll(/\\[*\\]|[^]/g)) {
    if (token === "*") parts.push("");
    else parts[parts.length - 1] += token.length > 1 ? token.slice(1) : token;
  }
  return parts;
}
