/** A log event as CloudWatch Logs Insights sees it. */
export interface LogEvent {
  "@timestamp": string;
  "@log": string;
  "@message": string;
}

type Fields = Record<string, unknown>;
type Condition = (fields: Fields) => boolean;

/**
 * Runs a query of the part of CloudWatch Logs Insights that the stack's queries use: fields, filter, sort, limit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 * @throws for anything else.
 */
export function runQuery(query: string, events: LogEvent[]): Fields[] {
  let rows: Fields[] = events.map((event) => ({ ...flat(json(event["@message"])), ...event }));
  let shown: string[] = [];
  for (const command of query.split("\n").map((line) => line.replace(/^\| /, ""))) {
    const [name, rest] = [
      command.slice(0, command.indexOf(" ")),
      command.slice(command.indexOf(" ")),
    ];
    if (name === "fields") shown = rest.split(",").map((field) => field.trim());
    else if (name === "filter") rows = rows.filter(conditionOf(rest));
    else if (name === "sort") rows = sorted(rows, rest.trim());
    else if (name === "limit") rows = rows.slice(0, Number(rest));
    else throw new Error(`"${command}" is no command that is known here.`);
  }
  return rows.map((row) => Object.fromEntries(shown.map((field) => [field, row[field]])));
}

function sorted(rows: Fields[], by: string): Fields[] {
  const [, field, order] = /^(\S+) (asc|desc)$/.exec(by) ?? [];
  if (field === undefined) throw new Error(`"sort ${by}" is not known here.`);
  const sign = order === "asc" ? 1 : -1;
  const isLess = (a: unknown, b: unknown) =>
    typeof a === "number" && typeof b === "number" ? a < b : String(a) < String(b);
  return [...rows].sort((a, b) => {
    const [x, y] = [a[field], b[field]];
    return x === y ? 0 : isLess(x, y) ? -sign : sign;
  });
}

/** Conditions joined by `and` and `or`, of which `and` binds closer. */
function conditionOf(text: string): Condition {
  const tokens = text.match(/"[^"]*"|[<>!]=|[[\](),=<>]|[@\w.]+/g) ?? [];
  const take = (expected?: string) => {
    const token = tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`"${text.trim()}" has "${token}" for "${expected ?? "a value"}".`);
    return token;
  };
  const joined = (word: string, part: () => Condition, all: boolean): Condition => {
    const parts = [part()];
    while (tokens[0] === word) {
      take(word);
      parts.push(part());
    }
    return (fields) =>
      all ? parts.every((each) => each(fields)) : parts.some((each) => each(fields));
  };
  const single = (): Condition => {
    const field = take();
    if (field === "ispresent") {
      take("(");
      const name = take();
      take(")");
      return (fields) => fields[name] !== undefined;
    }
    const operator = take();
    if (operator === "in") {
      take("[");
      const values = [json(take())];
      while (tokens[0] === ",") {
        take(",");
        values.push(json(take()));
      }
      take("]");
      return (fields) => values.includes(fields[field]);
    }
    const value = json(take());
    if (operator === "like") return (fields) => String(fields[field] ?? "").includes(String(value));
    // Access logs have numbers as text too.
    if (operator === ">=") return (fields) => Number(fields[field]) >= Number(value);
    throw new Error(`"${operator}" is no operator that is known here.`);
  };
  const condition = joined("or", () => joined("and", single, true), false);
  if (tokens.length > 0) throw new Error(`"${text.trim()}" goes on with "${tokens[0]}".`);
  return condition;
}

/** JSON objects become fields, `{"record":{"status":1}}` the field `record.status`. */
function flat(value: unknown, prefix = ""): Fields {
  if (typeof value !== "object" || value === null) return prefix ? { [prefix]: value } : {};
  const parts = Object.entries(value).map(([key, inner]) =>
    flat(inner, prefix ? `${prefix}.${key}` : key),
  );
  return Object.assign({}, ...parts) as Fields;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
