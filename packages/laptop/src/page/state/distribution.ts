/** Each bucket is so much wider than the one before: a quantile is at most so much too high. */
const GROWTH = 1.05;

/** How often values occurred, in a memory that does not grow with their number. */
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

  /** The value that this share of the values is not above, for example 0.5; 0 if there are none. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [bucket, count] of this.#sorted()) {
      left -= count;
      if (left <= 0) return Math.min(this.max, Math.max(this.min, topOf(bucket)));
    }
    return this.max;
  }

  /** Counts in so many equal steps from 0 to the highest value. */
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
