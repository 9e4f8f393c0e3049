import { timeOfDay } from "../../../event-log/format";
import type { Step } from "../../state/concurrency-steps";
import { concurrencyIn } from "../../state/layout";
import type { Mark } from "../../state/time-line";
import { ticks, xOf, type View } from "../../state/view";
import { GUTTER, line } from "./draw-lanes";
import type { Theme } from "../theme";

export const CONCURRENCY_HEIGHT = 64;
const AXIS = 18;
const TOP = 8;

/** Draws the concurrency over time, and the time axis. */
export function drawConcurrency(
  context: CanvasRenderingContext2D,
  steps: readonly Step[],
  marks: readonly Mark[],
  view: View,
  now: number,
  theme: Theme,
): void {
  const bottom = CONCURRENCY_HEIGHT - AXIS;
  const columns = Math.max(1, Math.floor(view.width));
  const values = concurrencyIn(steps, view, columns);
  const highest = Math.max(1, ...values);
  const yOf = (value: number) => bottom - (value / highest) * (bottom - TOP);
  const end = Math.min(view.width, xOf(now, view));

  context.strokeStyle = theme.line;
  line(context, GUTTER, bottom + 0.5, GUTTER + view.width, bottom + 0.5);
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, Math.max(0, end), bottom);
  context.clip();
  context.beginPath();
  context.moveTo(GUTTER, bottom);
  values.forEach((value, x) => {
    context.lineTo(GUTTER + x, yOf(value));
    context.lineTo(GUTTER + x + 1, yOf(value));
  });
  context.lineTo(GUTTER + columns, bottom);
  context.fillStyle = theme.accentSoft;
  context.fill();
  context.strokeStyle = theme.accent;
  context.stroke();
  context.restore();

  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillText("concurrency", 0, bottom - 6);
  context.textAlign = "right";
  context.fillText(`${highest} at once`, GUTTER - 6, TOP + 2);
  drawAxis(context, marks, view, theme);
}

function drawAxis(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  view: View,
  theme: Theme,
): void {
  const y = CONCURRENCY_HEIGHT - AXIS / 2 + 1;
  context.textAlign = "center";
  for (const { at, stepMs } of ticks(view, 92)) {
    const x = GUTTER + xOf(at, view);
    context.strokeStyle = theme.line;
    line(context, Math.round(x) + 0.5, CONCURRENCY_HEIGHT - AXIS, Math.round(x) + 0.5, y - 5);
    const isInside = x > GUTTER + 24 && x < GUTTER + view.width - 24;
    if (isInside) context.fillText(timeOfDay(at, stepMs < 1000), x, y);
  }
  for (const { at, kind } of marks) {
    if (kind === "change" || at < view.from || at > view.to) continue;
    const x = GUTTER + xOf(at, view);
    context.fillStyle = context.strokeStyle = kind === "failed" ? theme.failed : theme.accent;
    context.setLineDash([4, 3]);
    line(context, Math.round(x) + 0.5, 12, Math.round(x) + 0.5, CONCURRENCY_HEIGHT);
    context.setLineDash([]);
    context.textAlign = x > GUTTER + view.width - 70 ? "right" : "left";
    const text = kind === "failed" ? "change failed" : "reload";
    context.fillText(text, x + (context.textAlign === "right" ? -4 : 4), 6);
    context.fillStyle = theme.muted;
  }
}
