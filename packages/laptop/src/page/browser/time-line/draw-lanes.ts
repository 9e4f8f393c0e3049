import { blocksOf, type Block } from "../../state/layout";
import type { Environment, Mark } from "../../state/time-line";
import { xOf, type View } from "../../state/view";
import type { Theme } from "../theme";

/** The width of the lanes' names on the left, in pixels. */
export const GUTTER = 112;

export interface Lane {
  environment: Environment;
  y: number;
  blocks: Block[];
}

/** The height of a lane in pixels. The more lanes, the lower. */
export function laneHeight(lanes: number): number {
  return lanes <= 14 ? 24 : Math.max(4, Math.floor(336 / lanes));
}

/** Draws a lane for each environment. @returns the positions of what it drew. */
export function drawLanes(
  context: CanvasRenderingContext2D,
  environments: Environment[],
  view: View,
  now: number,
  theme: Theme,
): Lane[] {
  const height = laneHeight(environments.length);
  return environments.map((environment, i) => {
    const y = i * height;
    const blocks = blocksOf(environment, view, now);
    drawName(context, environment, y, height, theme);
    context.save();
    context.beginPath();
    context.rect(GUTTER, y, view.width, height);
    context.clip();
    context.translate(GUTTER, y);
    drawLife(context, environment, view, now, height, theme);
    for (const block of blocks) drawBlock(context, block, height, theme);
    drawEnd(context, environment, view, height, theme);
    context.restore();
    return { environment, y, blocks };
  });
}

/** Marks changes of the program across all lanes. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  view: View,
  height: number,
  theme: Theme,
): void {
  for (const { at, kind } of marks) {
    if (kind === "change" || at < view.from || at > view.to) continue;
    const x = Math.round(GUTTER + xOf(at, view)) + 0.5;
    context.strokeStyle = kind === "failed" ? theme.failed : theme.accent;
    context.setLineDash([4, 3]);
    line(context, x, 0, x, height);
    context.setLineDash([]);
  }
}

function drawName(
  context: CanvasRenderingContext2D,
  { id, endedAt }: Environment,
  y: number,
  height: number,
  theme: Theme,
): void {
  if (height < 11) return;
  context.font = `12px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = endedAt === undefined ? theme.text : theme.muted;
  context.fillText(fit(context, id, GUTTER - 12), 0, y + height / 2);
}

/** The Init phase, and the frozen time between events. */
function drawLife(
  context: CanvasRenderingContext2D,
  { initAt, readyAt, endedAt }: Environment,
  view: View,
  now: number,
  height: number,
  theme: Theme,
): void {
  const [init, ready] = [xOf(initAt, view), xOf(readyAt ?? endedAt ?? now, view)];
  const end = Math.min(xOf(endedAt ?? now, view), view.width);
  const middle = Math.round(height / 2) + 0.5;
  context.strokeStyle = theme.frozen;
  line(context, Math.max(0, ready), middle, Math.max(0, end), middle);
  if (ready < 0) return;
  const top = inset(height);
  const width = Math.max(3, ready - init);
  context.save();
  context.beginPath();
  context.rect(init, top, width, height - 2 * top);
  context.clip();
  context.globalAlpha = 0.25;
  context.fillStyle = context.strokeStyle = theme.cold;
  context.fillRect(init, top, width, height - 2 * top);
  context.globalAlpha = 1;
  for (let x = init - height; x < init + width; x += 5)
    line(context, x, height - top, x + height, top - top);
  context.restore();
}

function drawBlock(
  context: CanvasRenderingContext2D,
  { x, width, routeKey, count, failed, invocation }: Block,
  height: number,
  theme: Theme,
): void {
  const top = inset(height);
  const size = height - 2 * top;
  context.fillStyle = theme.routeColor(routeKey);
  context.beginPath();
  context.roundRect(x, top, width, size, width > 5 ? 2 : 0);
  context.fill();
  if (failed) {
    context.fillStyle = theme.failed;
    context.fillRect(x, top, width, Math.min(3, size));
  }
  if (width < 24 || height < 16) return;
  const left = Math.max(x, 0);
  const text = count > 1 ? `${count} invocations` : (routeKey ?? "invocation");
  context.font = `11px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = theme.onRoute;
  const room = width - (left - x) - 10;
  const label = invocation.cold && count === 1 ? `${text} · cold start` : text;
  const shown = context.measureText(label).width <= room ? label : text;
  if (context.measureText(shown).width <= room) context.fillText(shown, left + 5, height / 2 + 0.5);
}

function drawEnd(
  context: CanvasRenderingContext2D,
  { endedAt, reason }: Environment,
  view: View,
  height: number,
  theme: Theme,
): void {
  if (endedAt === undefined) return;
  const x = xOf(endedAt, view);
  const [middle, arm] = [height / 2, Math.min(4, height / 2 - 1)];
  context.strokeStyle = theme.text;
  line(context, x - arm, middle - arm, x + arm, middle + arm);
  line(context, x - arm, middle + arm, x + arm, middle - arm);
  if (height < 16) return;
  context.font = `11px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = x > view.width - 90 ? "right" : "left";
  context.fillStyle = theme.muted;
  const text = `ended: ${reason}`;
  context.fillText(text, x + (x > view.width - 90 ? -8 : 8), middle + 0.5);
}

function inset(height: number): number {
  return height >= 16 ? 4 : height >= 8 ? 1.5 : 0.5;
}

export function line(
  context: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** The text, shortened until it fits. */
function fit(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let kept = text.length;
  while (kept > 1 && context.measureText(`…${text.slice(-kept)}`).width > width) kept--;
  return `…${text.slice(-kept)}`;
}
