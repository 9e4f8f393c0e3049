/** The candidate with the fewest edits from a text that the user typed. */
export function nearest(text: string, candidates: string[]): string {
  return candidates
    .map((name) => ({ name, edits: editDistance(text, name) }))
    .sort((a, b) => a.edits - b.edits)[0]!.name;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
