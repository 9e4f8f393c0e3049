import { closeSync, readSync } from "node:fs";

/**
 * Waits for a byte: the environment is needed. Blocks the only thread, so that waiting costs nothing.
 * Without it, the laptop has ended.
 */
export function hold(descriptor: number): void {
  if (readSync(descriptor, Buffer.alloc(1)) === 0) process.exit();
  closeSync(descriptor);
}
