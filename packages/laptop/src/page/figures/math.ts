/** The value of an ID at a moment; null if there is none. */
export type Values = (id: string) => number | null;

/** An expression of metric math that was read. */
export interface Expression {
  /** The IDs that it names. */
  ids: string[];
  /** @returns null where a value is missing that FILL does not fill. */
  valueWith(values: Values): number | null;
}

type Node = (values: Values) => number | null;

const MOST_CHARACTERS = 20_000;
/** Expressions nest so deep. */
const MOST_DEPTH = 100;

/**
 * Reads metric math: numbers, IDs, + - * / and parentheses, and FILL(ID, number).
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @returns undefined if it has anything else.
 */
export function readExpression(text: string): Expression | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const tokens = text.match(/\d+(?:\.\d+)?|[a-z]\w*|[A-Z]+|\S/g) ?? [];
  const ids = new Set<string>();
  let [at, depth] = [0, 0];
  const take = (expected: string) => {
    if (tokens[at++] !== expected) throw new NotRead();
  };
  const binary = (operators: Record<string, Operator>, operand: () => Node) => (): Node => {
    let left = operand();
    for (let next = operators[tokens[at] ?? ""]; next; next = operators[tokens[at] ?? ""]) {
      at++;
      const [a, b, operate] = [left, operand(), next];
      left = (values) => combined(a(values), b(values), operate);
    }
    return left;
  };
  const operand = (): Node => {
    if (++depth > MOST_DEPTH) throw new NotRead();
    const token = tokens[at++] ?? "";
    const node = nodeOf(token);
    depth--;
    return node;
  };
  const nodeOf = (token: string): Node => {
    if (/^\d/.test(token)) return () => Number(token);
    if (/^[a-z]/.test(token)) {
      ids.add(token);
      return (values) => values(token);
    }
    if (token === "-") {
      const negated = operand();
      return (values) => combined(0, negated(values), OPERATORS.sum["-"]!);
    }
    if (token === "FILL") {
      take("(");
      const filled = sum();
      take(",");
      const otherwise = sum();
      take(")");
      return (values) => filled(values) ?? otherwise(values);
    }
    if (token !== "(") throw new NotRead();
    const inner = sum();
    take(")");
    return inner;
  };
  const sum = binary(OPERATORS.sum, binary(OPERATORS.product, operand));
  try {
    const root = sum();
    if (at !== tokens.length) return undefined;
    return { ids: [...ids], valueWith: root };
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

type Operator = (a: number, b: number) => number;

const OPERATORS: Record<"sum" | "product", Record<string, Operator>> = {
  sum: { "+": (a, b) => a + b, "-": (a, b) => a - b },
  product: { "*": (a, b) => a * b, "/": (a, b) => a / b },
};

function combined(a: number | null, b: number | null, operate: Operator): number | null {
  const value = a === null || b === null ? null : operate(a, b);
  return value !== null && Number.isFinite(value) ? value : null;
}

class NotRead extends Error {}
