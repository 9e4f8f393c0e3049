import { deepEqual, equal } from "node:assert/strict";
import { pace, type Pace } from "../../../handlers/broadcast/pace";

/** Starts as many posts as may start. */
function startAll(rhythm: Pace, nowMs: number): number {
  let started = 0;
  while (rhythm.start(nowMs) === 0) started++;
  return started;
}

/** Ends so many posts. */
function endAll(rhythm: Pace, count: number, outcome: "sent" | "throttled", times: number[]): void {
  const [startedMs, nowMs] = times as [number, number];
  for (let i = 0; i < count; i++) rhythm.end(outcome, startedMs, nowMs);
}

describe("The pace of posts", () => {
  it("doubles while answers come fast, up to its ceiling", () => {
    const rhythm = pace({ postsInFlight: 50, postsPerSecond: 1e9 });
    const inFlight: number[] = [];
    for (let nowMs = 1; nowMs < 60; nowMs += 10) {
      inFlight.push(startAll(rhythm, nowMs));
      endAll(rhythm, inFlight.at(-1)!, "sent", [nowMs, nowMs + 5]);
    }
    equal(inFlight[0], 8);
    equal(Math.max(...inFlight), inFlight.at(-1));
    equal(
      inFlight.every((count, i) => i === 0 || count >= inFlight[i - 1]!),
      true,
    );
    equal(
      inFlight.every((count) => count <= 50),
      true,
    );
  });

  it("does not grow while answers are slow", () => {
    const rhythm = pace({ postsInFlight: 50, postsPerSecond: 1e9 });
    rhythm.start(1);
    rhythm.end("sent", 1, 11);
    for (let nowMs = 100; nowMs < 1000; nowMs += 100) {
      equal(startAll(rhythm, nowMs), 8);
      endAll(rhythm, 8, "sent", [nowMs, nowMs + 90]);
    }
  });

  it("halves once for all posts that were throttled together, down to one", () => {
    const rhythm = pace({ postsInFlight: 50, postsPerSecond: 1e9 });
    const inFlight: number[] = [];
    for (let nowMs = 100; nowMs < 700; nowMs += 100) {
      inFlight.push(startAll(rhythm, nowMs));
      endAll(rhythm, inFlight.at(-1)!, "throttled", [nowMs, nowMs + 10]);
    }
    deepEqual(inFlight, [8, 4, 2, 1, 1, 1]);
  });

  it("starts half a second's posts at once, and then as many as its rate", () => {
    const rhythm = pace({ postsInFlight: 1000, postsPerSecond: 10 });
    equal(startAll(rhythm, 1000), 5);
    equal(rhythm.start(1000), 100);
    equal(rhythm.start(1050), 50);
    equal(rhythm.start(1100), 0);
    equal(startAll(rhythm, 100_000), 2);
  });
});
