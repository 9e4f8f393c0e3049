import type { Invocation } from "../../state/time-line";
import type { Lane } from "./draw-lanes";

export type Direction = "left" | "right" | "up" | "down";

/** The next invocation for an arrow key: along the lane, or the nearest one in the next lane. */
export function neighbour(
  lanes: Lane[],
  from: Invocation | undefined,
  direction: Direction,
): Invocation | undefined {
  const own = lanes.findIndex(({ environment }) => environment.id === from?.environment);
  if (!from || own < 0) return lanes.at(-1)?.blocks.at(-1)?.invocation;
  if (direction === "left" || direction === "right") {
    const { blocks } = lanes[own]!;
    const at = blocks.findLastIndex(({ invocation }) => invocation.start <= from.start);
    return blocks[at + (direction === "left" ? -1 : 1)]?.invocation ?? from;
  }
  const step = direction === "up" ? -1 : 1;
  for (let i = own + step; i >= 0 && i < lanes.length; i += step) {
    const found = nearest(lanes[i]!, from.start);
    if (found) return found;
  }
  return from;
}

function nearest({ blocks }: Lane, at: number): Invocation | undefined {
  let best: Invocation | undefined;
  for (const { invocation } of blocks)
    if (!best || Math.abs(invocation.start - at) < Math.abs(best.start - at)) best = invocation;
  return best;
}
