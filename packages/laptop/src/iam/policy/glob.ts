/** A pattern of a policy. Its variables are replaced before it is matched. */
export interface Pattern {
  /** As written in the policy. */
  text: string;
  /** Whether the answer depends on the request's context. */
  hasVariables: boolean;
  matches(value: string, context: Context): boolean;
}

/** The values of a condition key, by its lower-case name; undefined if the request has no such key. */
export type Context = (key: string) => readonly string[] | undefined;

/** How far wildcards reach. */
export type Reach =
  /** `*` and `?` match anything: actions and strings. */
  | "any"
  /** In the first five parts of an ARN, wildcards match no colon. */
  | "arn"
  /** As "arn", but a `*` at the end of a part may match past the colon: the element Resource. */
  | "resource";

interface Token {
  kind: "literal" | "one" | "many";
  /** The character of a literal. */
  code: number;
  /** Whether a wildcard matches a colon. */
  crosses: boolean;
}

const COLON = 58;

/** A pattern whose wildcards are `*` for any characters and `?` for one. */
export function compilePattern(
  text: string,
  { reach = "any", foldCase = false }: { reach?: Reach; foldCase?: boolean } = {},
): Pattern {
  const fold = (value: string) => (foldCase ? value.toLowerCase() : value);
  const matches = compileTokens(tokensOf([fold(text)], reach));
  return { text, hasVariables: false, matches: (value) => matches(fold(value)) };
}

/** A pattern made of texts with wildcards and, in between, values that match literally. */
export function compileParts(
  parts: readonly (string | { literal: string })[],
  reach: Reach,
): (value: string) => boolean {
  return compileTokens(tokensOf(parts, reach));
}

function tokensOf(parts: readonly (string | { literal: string })[], reach: Reach): Token[] {
  const tokens: Token[] = [];
  let colons = 0;
  for (const part of parts) {
    const text = typeof part === "string" ? part : part.literal;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      // Unconfirmed [iam-colon-in-variable]: a colon in the value of a policy variable separates parts of an ARN like any other.
      if (code === COLON) colons++;
      const isWildcard = typeof part === "string" && (text[i] === "*" || text[i] === "?");
      const kind = !isWildcard ? "literal" : text[i] === "*" ? "many" : "one";
      tokens.push({ kind, code, crosses: reach === "any" || colons >= 5 });
    }
  }
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    const endsPart = !next || (next.kind === "literal" && next.code === COLON);
    if (token.kind === "many" && endsPart && reach === "resource") token.crosses = true;
  });
  return tokens;
}

/** Most patterns have no wildcard, or one at the end. A plain comparison is enough for those. */
function compileTokens(tokens: Token[]): (value: string) => boolean {
  const first = tokens.findIndex(({ kind }) => kind !== "literal");
  const literal = tokens.slice(0, first < 0 ? tokens.length : first);
  const prefix = literal.map(({ code }) => String.fromCharCode(code)).join("");
  if (first < 0) return (value) => value === prefix;
  const rest = tokens.slice(first);
  if (rest.length === 1 && rest[0]!.kind === "many" && rest[0]!.crosses)
    return (value) => value.startsWith(prefix);
  return (value) => value.startsWith(prefix) && matchTokens(rest, value, prefix.length);
}

/** Takes time proportional to both lengths, whatever the wildcards. */
function matchTokens(tokens: Token[], value: string, from: number): boolean {
  // row[j]: whether the first j tokens match what was read so far.
  let row = new Uint8Array(tokens.length + 1);
  let next = new Uint8Array(tokens.length + 1);
  row[0] = 1;
  tokens.forEach(({ kind }, j) => (row[j + 1] = kind === "many" ? row[j]! : 0));
  for (let i = from; i < value.length; i++) {
    const code = value.charCodeAt(i);
    next[0] = 0;
    for (let j = 0; j < tokens.length; j++) {
      const { kind, code: wanted, crosses } = tokens[j]!;
      if (kind === "literal") next[j + 1] = code === wanted ? row[j]! : 0;
      else {
        const takes = crosses || code !== COLON;
        if (kind === "one") next[j + 1] = takes ? row[j]! : 0;
        else next[j + 1] = next[j]! || (takes ? row[j + 1]! : 0);
      }
    }
    [row, next] = [next, row];
  }
  return row[tokens.length] === 1;
}
