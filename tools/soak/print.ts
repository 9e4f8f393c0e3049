import type { Progress } from "./soak";

const COLUMNS: [title: string, of: (progress: Progress) => number][] = [
  ["minute", ({ elapsedMs }) => elapsedMs / 60_000],
  ["MB", ({ latest }) => latest.serviceBytes / 1e6],
  ["descriptors", ({ latest }) => latest.descriptors],
  ["children", ({ latest }) => latest.children],
  ["their MB", ({ latest }) => latest.childrenBytes / 1e6],
  ["connections", ({ latest }) => latest.connections],
  ["broadcasts", ({ broadcasts }) => broadcasts],
  ["lost", ({ lost }) => lost],
  ["repeated", ({ repeated }) => repeated],
  ["killed", ({ killed }) => killed],
  ["saves", ({ saves }) => saves],
];

export const HEADING = COLUMNS.map(([title]) => title).join("  ");

/** A line under the heading. */
export function lineOf(progress: Progress): string {
  return COLUMNS.map(([title, of], i) => {
    const value = of(progress);
    const text = i === 0 ? value.toFixed(1) : String(Math.round(value));
    return text.padStart(title.length);
  }).join("  ");
}
