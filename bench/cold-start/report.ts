import type { Figures } from "./measure";
import type { Sizes, Variant } from "./variants";

/** Of "ours". Milliseconds over those of an empty handler, as a part of those of Pulumi's default. */
export const GOALS = { gzipBytes: 73_000, load: 0.45, all: 0.58 };

export interface Line extends Figures, Sizes {
  variant: string;
  /** Milliseconds more than an empty handler takes. */
  loadOverEmptyMs: number;
  allOverEmptyMs: number;
  /** Those milliseconds as a part of the default's. */
  loadOfDefault: number;
  allOfDefault: number;
}

/** The figures of each variant next to those of the first two, the floor and the default. */
export function linesOf(variants: Variant[], figures: Map<string, Figures>): Line[] {
  const [empty, byDefault] = variants.map(({ name }) => figures.get(name)!);
  return variants.map(({ name, shipped }) => {
    const own = figures.get(name)!;
    const over = (key: "loadMs" | "allMs") => own[key] - empty![key];
    const part = (key: "loadMs" | "allMs") => over(key) / (byDefault![key] - empty![key]);
    return {
      variant: name,
      ...shipped,
      ...own,
      loadOverEmptyMs: over("loadMs"),
      allOverEmptyMs: over("allMs"),
      loadOfDefault: part("loadMs"),
      allOfDefault: part("allMs"),
    };
  });
}

export function tableOf(lines: Line[]): string {
  const rows = [
    [
      "",
      "files",
      "KB",
      "gz",
      "zip",
      "load ms",
      "+ ms",
      "ratio",
      "all ms",
      "+ ms",
      "ratio",
      "RSS MB",
    ],
    ...lines.map((line) => [
      line.variant,
      String(line.files),
      (line.bytes / 1000).toFixed(1),
      (line.gzipBytes / 1000).toFixed(1),
      (line.zipBytes / 1000).toFixed(1),
      line.loadMs.toFixed(1),
      line.loadOverEmptyMs.toFixed(1),
      line.loadOfDefault.toFixed(2),
      line.allMs.toFixed(1),
      line.allOverEmptyMs.toFixed(1),
      line.allOfDefault.toFixed(2),
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
  return ["goal for ours", "", "", size!, "", "", "", loadGoal!, "", "", allGoal!, ""];
}
