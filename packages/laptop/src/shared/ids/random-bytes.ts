import { randomFillSync } from "node:crypto";

const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

/**
 * Random bytes for IDs, of which each message needs several. They are drawn for many at once, because each draw asks
 * the system. What was handed out stays in memory for a while: secrets are drawn on their own.
 * @param size at most 4096.
 */
export function randomIdBytes(size: number): Buffer {
  if (used + size > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const from = used;
  used += size;
  return Buffer.from(pool.subarray(from, used));
}
