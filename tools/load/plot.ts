import type { Report } from "./report";

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 56;
const BOTTOM = 28;
const LINES = [
  { name: "p50", color: "#2563eb" },
  { name: "p99", color: "#dc2626" },
] as const;

/** Latencies by the second in which messages were sent, as an SVG picture. */
export function plotOf({ seconds }: Pick<Report, "seconds">): string {
  const last = Math.max(1, ...seconds.map(({ second }) => second));
  const most = niceAbove(Math.max(1, ...seconds.map(({ p99 }) => p99)));
  const x = (second: number) => LEFT + (second / last) * (WIDTH - LEFT - 12);
  const y = (ms: number) => HEIGHT - BOTTOM - (ms / most) * (HEIGHT - BOTTOM - 28);
  const text = (atX: number, atY: number, content: string, anchor = "end") =>
    `<text x="${atX}" y="${atY}" text-anchor="${anchor}">${content}</text>`;
  const grid = [0, 0.5, 1].map((share) => {
    const at = y(most * share).toFixed(1);
    return `<path d="M${LEFT} ${at}H${WIDTH - 12}" stroke="#d4d4d4"/>${text(LEFT - 6, Number(at) + 4, `${most * share} ms`)}`;
  });
  const lines = LINES.map(({ name, color }, i) => {
    const points = seconds.map(
      (each) => `${x(each.second).toFixed(1)},${y(each[name]).toFixed(1)}`,
    );
    const label = `<text x="${LEFT + 8 + i * 48}" y="18" fill="${color}">${name}</text>`;
    return `<polyline fill="none" stroke="${color}" stroke-width="1.5" points="${points.join(" ")}"/>${label}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="Latency of deliveries by second">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...grid,
    ...lines,
    text(LEFT, HEIGHT - 8, "0 s", "start"),
    text(WIDTH - 12, HEIGHT - 8, `${last} s`),
    "</svg>\n",
  ].join("\n");
}

/** The next of 1, 2, 5, 10, 20 and so on. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= value)!;
}
