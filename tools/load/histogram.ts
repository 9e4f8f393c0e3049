/** Each bucket is this much wider than the one before: percentiles are right to 2 %. */
const GROWTH = 1.02;
const LEAST_MS = 0.1;

/** Latencies in buckets that grow: any number of them in the same memory. Plain data, to be sent between processes. */
export type Histogram = Record<number, number>;

export function add(histogram: Histogram, ms: number, count = 1): void {
  const bucket = Math.max(0, Math.ceil(Math.log(ms / LEAST_MS) / Math.log(GROWTH)));
  histogram[bucket] = (histogram[bucket] ?? 0) + count;
}

export function merge(into: Histogram, from: Histogram): void {
  for (const [bucket, count] of Object.entries(from))
    into[Number(bucket)] = (into[Number(bucket)] ?? 0) + count;
}

export function countOf(histogram: Histogram): number {
  return Object.values(histogram).reduce((sum, count) => sum + count, 0);
}

/** @returns the upper end of the bucket that holds the quantile; undefined if nothing was added. */
export function quantile(histogram: Histogram, share: number): number | undefined {
  const buckets = Object.keys(histogram)
    .map(Number)
    .sort((a, b) => a - b);
  let rest = Math.max(1, Math.ceil(countOf(histogram) * share));
  for (const bucket of buckets) {
    rest -= histogram[bucket]!;
    if (rest <= 0) return LEAST_MS * GROWTH ** bucket;
  }
  return undefined;
}
