import { Distribution } from "../state/distribution";

const MINUTE_MS = 60_000;
/** How long values are kept. */
export const KEPT_MINUTES = 60;

/** Values that arrive together. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StatisticSet.html */
export interface StatisticSet {
  SampleCount: number;
  Sum: number;
  Minimum: number;
  Maximum: number;
}

/** The values of a minute. */
class Minute {
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;
  /** Undefined if a value came in a set, which has no percentiles. */
  values: Distribution | undefined = new Distribution();

  add({ SampleCount, Sum, Minimum, Maximum }: StatisticSet): void {
    this.count += SampleCount;
    this.sum += Sum;
    this.min = Math.min(this.min, Minimum);
    this.max = Math.max(this.max, Maximum);
  }
}

/** Metrics by the minute. Its memory is bounded by the metrics that are kept. */
export class MetricStore {
  readonly #minutes = new Map<string, Map<number, Minute>>();

  /** Keeps these metrics from now on, and forgets all others. */
  keep(keys: Iterable<string>): void {
    const kept = new Set(keys);
    for (const key of this.#minutes.keys()) if (!kept.has(key)) this.#minutes.delete(key);
    for (const key of kept) if (!this.#minutes.has(key)) this.#minutes.set(key, new Map());
  }

  add(key: string, atMs: number, value: number): void {
    const minute = this.#minuteOf(key, atMs);
    minute?.add({ SampleCount: 1, Sum: value, Minimum: value, Maximum: value });
    minute?.values?.add(Math.max(0, value));
  }

  addSet(key: string, atMs: number, set: StatisticSet): void {
    const minute = this.#minuteOf(key, atMs);
    if (!minute) return;
    minute.add(set);
    minute.values = undefined;
  }

  /**
   * The values of the last hour, the oldest first; null for a period without any.
   * @returns undefined if the statistic is none that is computed.
   */
  points(
    key: string,
    stat: string,
    periodSeconds: number,
    nowMs: number,
  ): (number | null)[] | undefined {
    const statistic = statisticOf(stat);
    if (!statistic) return undefined;
    const perPeriod = Math.min(KEPT_MINUTES, Math.max(1, Math.round(periodSeconds / 60)));
    const minutes = this.#minutes.get(key);
    const current = Math.floor(nowMs / MINUTE_MS);
    const points: (number | null)[] = [];
    for (let end = current; end > current - KEPT_MINUTES; end -= perPeriod) {
      const found = [];
      for (let at = end; at > end - perPeriod; at--) found.push(minutes?.get(at));
      points.unshift(statistic(found.filter((minute) => minute !== undefined)));
    }
    return points;
  }

  #minuteOf(key: string, atMs: number): Minute | undefined {
    const minutes = this.#minutes.get(key);
    if (!minutes) return undefined;
    const at = Math.floor(atMs / MINUTE_MS);
    let minute = minutes.get(at);
    if (!minute) minutes.set(at, (minute = new Minute()));
    while (minutes.size > KEPT_MINUTES) minutes.delete(minutes.keys().next().value!);
    return minute;
  }
}

/** The name of a metric: the order of its dimensions does not count. */
export function keyOf(namespace: string, name: string, dimensions: [string, string][]): string {
  return JSON.stringify([namespace, name, [...dimensions].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

type Statistic = (minutes: Minute[]) => number | null;

const STATISTICS: Record<string, Statistic> = {
  Sum: (minutes) => sumOf(minutes, ({ sum }) => sum),
  SampleCount: (minutes) => sumOf(minutes, ({ count }) => count),
  Average: (minutes) => sumOf(minutes, ({ sum }) => sum) / sumOf(minutes, ({ count }) => count),
  Minimum: (minutes) => Math.min(...minutes.map(({ min }) => min)),
  Maximum: (minutes) => Math.max(...minutes.map(({ max }) => max)),
};

function statisticOf(stat: string): Statistic | undefined {
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?)$/.exec(stat) ?? [];
  const statistic = percent === undefined ? STATISTICS[stat] : percentile(Number(percent) / 100);
  return statistic && ((minutes) => (minutes.length === 0 ? null : statistic(minutes)));
}

function percentile(share: number): Statistic {
  return (minutes) => {
    const all = new Distribution();
    for (const { values } of minutes) {
      if (!values) return null;
      all.include(values);
    }
    return all.quantile(share);
  };
}

function sumOf(minutes: Minute[], of: (minute: Minute) => number): number {
  return minutes.reduce((sum, minute) => sum + of(minute), 0);
}
