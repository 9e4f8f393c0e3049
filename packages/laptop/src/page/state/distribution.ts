/** Each bucket is this much wider than the one before, so a quantile is at most 5 % too high. */
const GROWTH = 1.05;

/** A histogram whose memory does not grow with the number of values. */
export class Distribution {
  readonly #counts = new Map<number, number>();
  count = 0;
  min = Infinity;
  max = -Infinity;

  /** @param value 0 or more. */
  add(value: number): void {
    const bucket = bucketOf(value);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.count++;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  /** Adds the values of another. */
  include(other: Distribution): void {
    for (const [bucket, count] of other.#counts)
      this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.count += other.count;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  /** @param share for example 0.5 for the median. @returns 0 if there are no values. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [bucket, count] of this.#sorted()) {
      left -= count;
      if (left <= 0) return Math.min(this.max, Math.max(this.min, topOf(bucket)));
    }
    return this.max;
  }

  /** The counts of `howMany` equal steps from 0 to the highest value. */
  bars(howMany: number): number[] {
    const bars = new Array<number>(howMany).fill(0);
    const top = Math.max(this.max, 1);
    for (const [bucket, count] of this.#counts) {
      const value = Math.min(topOf(bucket), this.max);
      bars[Math.min(howMany - 1, Math.floor((value / top) * howMany))]! += count;
    }
    return bars;
  }

  #sorted(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }
}

function bucketOf(value: number): number {
  return Math.ceil(Math.log1p(value) / Math.log(GROWTH));
}

/** The highest value of a bucket. */
function topOf(bucket: number): number {
  return Math.expm1(bucket * Math.log(GROWTH));
}
