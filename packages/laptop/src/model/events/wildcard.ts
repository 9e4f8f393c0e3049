/**
 * Whether a text matches a pattern in which `*` stands for any characters; `\*` and `\\` stand for themselves.
 * It takes time in proportion to both lengths.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  const [first = "", ...others] = parts;
  if (others.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = others.pop()!;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
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
