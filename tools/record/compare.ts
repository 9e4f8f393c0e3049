import { isDeepStrictEqual } from "node:util";
import type { Remark } from "../docs/remarks";
import type { Case } from "./cases/case";
import type { Recording } from "./recording";

/** One side of a comparison: what it is called, and the lines of each case. */
export interface Side {
  name: string;
  cases: Record<string, string[]>;
}

export interface Difference {
  name: string;
  left: string[];
  right: string[];
}

/** A row of docs/fidelity.md, and how its cases compare. */
export interface ComparedRow {
  /** The text of an unconfirmed row, or what AWS documents. */
  row: string;
  same: string[];
  different: Difference[];
  /** Cases that one side does not have. */
  missing: string[];
}

const DOCUMENTED = "documented by AWS";

/** What the laptop is expected to do. */
export function expectedOf(cases: readonly Case[]): Side {
  return {
    name: "the laptop",
    cases: Object.fromEntries(cases.map(({ name, expected }) => [name, expected])),
  };
}

/** Compares row by row. A case of several rows is in each. */
export function compare(
  left: Side,
  right: Side,
  cases: readonly Case[],
  remarks: readonly Pick<Remark, "id" | "text">[],
): ComparedRow[] {
  const texts = new Map(remarks.map(({ id, text }) => [id, text]));
  const rows = new Map<string, ComparedRow>();
  for (const { name, rows: ids } of cases) {
    for (const id of ids.length === 0 ? [undefined] : ids) {
      const row = id === undefined ? DOCUMENTED : (texts.get(id) ?? id);
      let compared = rows.get(row);
      if (!compared) rows.set(row, (compared = { row, same: [], different: [], missing: [] }));
      const [a, b] = [own(left.cases, name), own(right.cases, name)];
      if (!a || !b) compared.missing.push(name);
      else if (isDeepStrictEqual(a, b)) compared.same.push(name);
      else compared.different.push({ name, left: a, right: b });
    }
  }
  return [...rows.values()];
}

/** What a recording says of a row: nothing unless each of its cases was recorded. */
export function verdictOn(
  id: string,
  recording: Pick<Recording, "cases">,
  cases: readonly Case[],
): "confirmed" | "different" | undefined {
  const asking = cases.filter(({ rows }) => rows.includes(id));
  const observed = asking.map(({ name }) => own(recording.cases, name));
  if (asking.length === 0 || observed.includes(undefined)) return undefined;
  const isAsExpected = asking.every(({ expected }, i) => isDeepStrictEqual(expected, observed[i]));
  return isAsExpected ? "confirmed" : "different";
}

/** The comparison as text: what differs with its lines, and the rest in numbers. */
export function comparisonText(rows: readonly ComparedRow[], left: Side, right: Side): string {
  const lines = rows.flatMap(({ row, different }) =>
    different.length === 0
      ? []
      : [row, ...different.flatMap((each) => differenceLines(each, left, right)), ""],
  );
  const count = (of: (row: ComparedRow) => unknown[]) => new Set(rows.flatMap(of)).size;
  const differences = new Set(rows.flatMap(({ different }) => different.map(({ name }) => name)));
  return [
    ...lines,
    `${count(({ same }) => same)} cases are the same, ${differences.size} differ, ${count(({ missing }) => missing)} were not recorded on both sides.`,
  ].join("\n");
}

/** Lines that both have once, the others by their side. */
function differenceLines(
  { name, left: a, right: b }: Difference,
  left: Side,
  right: Side,
): string[] {
  const width = Math.max(left.name.length, right.name.length);
  const lines = [`  ${name}`];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue;
    const shown = (line: string | undefined) => (line === undefined ? "nothing" : printable(line));
    lines.push(`    ${left.name.padEnd(width)}  ${shown(a[i])}`);
    lines.push(`    ${right.name.padEnd(width)}  ${shown(b[i])}`);
  }
  return lines;
}

/** A recording may come from anywhere: its control characters reach no terminal. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}

function own(cases: Record<string, string[]>, name: string): string[] | undefined {
  return Object.hasOwn(cases, name) ? cases[name] : undefined;
}
