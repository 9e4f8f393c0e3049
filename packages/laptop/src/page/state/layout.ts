import type { Step } from "./concurrency-steps";
import type { Environment, Invocation } from "./time-line";
import { xOf, type View } from "./view";

/** A piece of a lane: one invocation, or several that share their pixels. */
export interface Block {
  x: number;
  width: number;
  /** The first of the block's invocations. */
  invocation: Invocation;
  count: number;
  /** The most frequent route. */
  routeKey: string | undefined;
  failed: boolean;
}

/** The smallest width of a block, in pixels. */
const MIN_WIDTH = 2;

/**
 * The blocks of a lane that are in view. Invocations that would overlap on the screen are merged, so there
 * are never more blocks than pixels.
 */
export function blocksOf({ invocations }: Environment, view: View, now: number): Block[] {
  const blocks: Block[] = [];
  let routes = new Map<string | undefined, number>();
  for (let i = firstIn(invocations, view.from); i < invocations.length; i++) {
    const invocation = invocations[i]!;
    if (invocation.start > view.to) break;
    const x = xOf(invocation.start, view);
    const end = xOf(invocation.end ?? now, view);
    const previous = blocks.at(-1);
    if (previous && end - x < MIN_WIDTH && x < previous.x + previous.width) {
      previous.width = Math.max(previous.width, end - previous.x);
      previous.count++;
      previous.failed ||= invocation.failed;
      routes.set(invocation.routeKey, (routes.get(invocation.routeKey) ?? 0) + 1);
      previous.routeKey = mostFrequent(routes);
      continue;
    }
    const { routeKey, failed } = invocation;
    const width = Math.max(MIN_WIDTH, end - x);
    blocks.push({ x, width, invocation, count: 1, routeKey, failed });
    routes = new Map([[routeKey, 1]]);
  }
  return blocks;
}

/** The highest concurrency in each of `columns` equal parts of the view. */
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

/** The environments that existed in view, sorted by function and number. */
export function lanesIn(environments: Iterable<Environment>, { from, to }: View): Environment[] {
  const lanes: Environment[] = [];
  for (const lane of environments)
    if (lane.initAt <= to && (lane.endedAt === undefined || lane.endedAt >= from)) lanes.push(lane);
  return lanes.sort((a, b) => order.compare(a.id, b.id));
}

/** The events that began before a moment, in all lanes: how many, and when the latest of them began. */
export function earlierThan(
  environments: Iterable<Environment>,
  from: number,
): { count: number; lastAt: number } {
  let [count, lastAt] = [0, -Infinity];
  for (const { invocations } of environments) {
    const before = firstIn(invocations, from);
    count += before;
    lastAt = Math.max(lastAt, invocations[before - 1]?.start ?? -Infinity);
  }
  return { count, lastAt };
}

const order = new Intl.Collator("en", { numeric: true });

/** The index of the first invocation that ends at `from` or later. */
function firstIn(invocations: readonly Invocation[], from: number): number {
  let [low, high] = [0, invocations.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    // Ends are sorted too, because an environment handles one event at a time.
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

function mostFrequent(counts: Map<string | undefined, number>): string | undefined {
  let most: string | undefined;
  let highest = 0;
  for (const [routeKey, count] of counts) if (count > highest) [most, highest] = [routeKey, count];
  return most;
}
