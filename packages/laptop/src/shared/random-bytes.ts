import { randomFillSync } from "node:crypto";

/** The system's generator is slow to ask, so it is asked for many bytes at once. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes that nobody can guess; at most 4,096. They are good until the next call: copy what stays. */
export function randomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
