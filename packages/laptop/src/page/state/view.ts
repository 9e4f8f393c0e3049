/** The time span that the time line shows. */
export interface View {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** In pixels. */
  width: number;
}

/** The zoom levels of the time line. */
export const SPANS_MS = [2_000, 5_000, 15_000, 60_000, 300_000, 1_800_000];

/** The position of a moment, in pixels from the left. */
export function xOf(at: number, { from, to, width }: View): number {
  return ((at - from) / (to - from)) * width;
}

/** The moment at a position, in milliseconds since 1970. */
export function timeAt(x: number, { from, to, width }: View): number {
  return from + (x / width) * (to - from);
}

/** The possible distances between the ticks of an axis. */
const TICKS_MS = [
  50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
];

/** The ticks of the axis: round moments, at least `apart` pixels apart. */
export function ticks(view: View, apart: number): { at: number; stepMs: number }[] {
  const leastMs = ((view.to - view.from) / view.width) * apart;
  const stepMs = TICKS_MS.find((candidate) => candidate >= leastMs) ?? TICKS_MS.at(-1)!;
  const found: { at: number; stepMs: number }[] = [];
  for (let at = Math.ceil(view.from / stepMs) * stepMs; at <= view.to; at += stepMs)
    found.push({ at, stepMs });
  return found;
}
