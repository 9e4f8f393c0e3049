import { setImmediate } from "node:timers/promises";
import type { Laptop } from "pulumi-laptop/test";

/** Time passes, and what follows from it happens. */
export async function pass(laptop: Laptop, ms: number): Promise<void> {
  laptop.clock.advance(ms);
  await quiet(laptop);
}

/** What clients have sent is handled, and what follows from it. */
export async function quiet(laptop: Laptop): Promise<void> {
  for (let i = 0; i < 2; i++) {
    for (let turns = 0; turns < 4; turns++) await setImmediate();
    await laptop.settled();
  }
}
