import type { Environment, Invocation, Step } from "./time-line";
import { xOf, type View } from "./view";

/** A piece of a lane: one invocation, or several that share their pixels. */
export interface Block {
  x: number;
  width: number;
  /** The invocation; the first of several. */
  invocation: Invocation;
  count: number;
  /** The route of most of them. */
  routeKey: string | undefined;
  failed: boolean;
}

/** Narrower ones are drawn as wide as this, in pixels. */
const LEAST_WIDTH = 2;

/**
 * The blocks of a lane that are in view. Invocations that would be drawn over each other become one
 * block, so that there are never more blocks than pixels.
 */
export function blocksOf({ invocations }: Environment, view: View, now: number): Block[] {
  const blocks: Block[] = [];
  let routes = new Map<string | undefined, number>();
  for (let i = firstIn(invocations, view.from); i < invocations.length; i++) {
    const invocation = invocations[i]!;
    if (invocation.start > view.to) break;
    const x = xOf(invocation.start, view);
    const end = xOf(invocation.end ?? now, view);
    const last = blocks.at(-1);
    if (last && end - x < LEAST_WIDTH && x < last.x + last.width) {
      last.width = Math.max(last.width, end - last.x);
      last.count++;
      last.failed ||= invocation.failed;
      routes.set(invocation.routeKey, (routes.get(invocation.routeKey) ?? 0) + 1);
      last.routeKey = mostOf(routes);
      continue;
    }
    const { routeKey, failed } = invocation;
    const width = Math.max(LEAST_WIDTH, end - x);
    blocks.push({ x, width, invocation, count: 1, routeKey, failed });
    routes = new Map([[routeKey, 1]]);
  }
  return blocks;
}

/** The highest concurrency in each step of so many pixels; the last known value goes on. */
export function concurrencyIn(steps: readonly Step[], view: View, columns: number): number[] {
  const values = new Array<number>(columns).fill(0);
  let index = firstAfter(steps, view.from);
  let value = steps[index - 1]?.value ?? 0;
  for (let column = 0; column < columns; column++) {
    const until = view.from + ((column + 1) / columns) * (view.to - view.from);
    values[column] = value;
    for (; index < steps.length && steps[index]!.at < until; index++) {
      value = steps[index]!.value;
      values[column] = Math.max(values[column]!, value);
    }
  }
  return values;
}

/** Environments that lived in view, by function and number. */
export function lanesIn(environments: Iterable<Environment>, { from, to }: View): Environment[] {
  const lanes: Environment[] = [];
  for (const lane of environments)
    if (lane.initAt <= to && (lane.endedAt === undefined || lane.endedAt >= from)) lanes.push(lane);
  return lanes.sort((a, b) => order.compare(a.id, b.id));
}

const order = new Intl.Collator("en", { numeric: true });

/** The first invocation that has not ended before; one before it may still be there. */
function firstIn(invocations: readonly Invocation[], from: number): number {
  let [low, high] = [0, invocations.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    // An environment handles one event at a time: the ends are in order too.
    if ((invocations[middle]!.end ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAfter(steps: readonly Step[], from: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.at <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mostOf(counts: Map<string | undefined, number>): string | undefined {
  let most: string | undefined;
  let highest = 0;
  for (const [routeKey, count] of counts) if (count > highest) [most, highest] = [routeKey, count];
  return most;
}
