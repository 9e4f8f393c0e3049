import type { Figures } from "./measure";
import type { Sizes, Variant } from "./variants";

/** Of "ours". Milliseconds over those of an empty handler, as a part of those of Pulumi's default. */
export const GOALS = { gzipBytes: 73_000, load: 0.45, all: 0.58 };

const TIMES = ["loadMs", "loadCpuMs", "allMs", "allCpuMs"] as const;
type Times = Record<(typeof TIMES)[number], number>;

export interface Line extends Figures, Sizes {
  variant: string;
  /** Milliseconds more than an empty handler takes. */
  overEmpty: Times;
  /** Those milliseconds as a part of the default's. */
  ofDefault: Times;
}

/** The figures of each variant next to those of the first two, the floor and the default. */
export function linesOf(variants: Variant[], figures: Map<string, Figures>): Line[] {
  const [empty, byDefault] = variants.map(({ name }) => figures.get(name)!);
  return variants.map(({ name, shipped }) => {
    const own = figures.get(name)!;
    const over = (key: keyof Times) => own[key] - empty![key];
    const part = (key: keyof Times) => over(key) / (byDefault![key] - empty![key]);
    return {
      variant: name,
      ...shipped,
      ...own,
      overEmpty: timesOf(over),
      ofDefault: timesOf(part),
    };
  });
}

export function tableOf(lines: Line[]): string {
  const rows = [
    [
      ...["", "files", "KB", "gz", "zip"],
      ...["load", "cpu", "all", "cpu"].flatMap((name) => [`${name} ms`, "+ ms", "ratio"]),
      "RSS MB",
    ],
    ...lines.map((line) => [
      line.variant,
      String(line.files),
      (line.bytes / 1000).toFixed(1),
      (line.gzipBytes / 1000).toFixed(1),
      (line.zipBytes / 1000).toFixed(1),
      ...TIMES.flatMap((key) => [
        line[key].toFixed(1),
        line.overEmpty[key].toFixed(1),
        line.ofDefault[key].toFixed(2),
      ]),
      (line.rssBytes / 1e6).toFixed(0),
    ]),
    goalRow(),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((text, i) => (i ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))).join("  "),
    )
    .join("\n");
}

function goalRow(): string[] {
  const { gzipBytes, load, all } = GOALS;
  const [size, loadGoal, allGoal] = [gzipBytes / 1000, load, all].map((goal) => `<= ${goal}`);
  const times = [loadGoal, loadGoal, allGoal, allGoal].flatMap((goal) => ["", "", goal!]);
  return ["goal for ours", "", "", size!, "", ...times, ""];
}

function timesOf(time: (key: keyof Times) => number): Times {
  return Object.fromEntries(TIMES.map((key) => [key, time(key)])) as Times;
}
