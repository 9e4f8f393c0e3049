import { fanOutEnvironments } from "./environments";
import { invocationOf, makePosts, postsWanted } from "./invocation";
import { startReading } from "./reading";
import type { Outcome, Scenario } from "./scenario";

const INVOCATIONS_PER_CHUNK = 10;
const LONGEST_MS = 3_600_000;

/**
 * A broadcast, step by step: the table is read page by page; the first connections are served by the
 * invocation that reads, the others by chunks that wait for an environment, as Lambda lets them: with a
 * backoff while none is free. Posts take CPU time, a place among those in flight, a token of the invocation
 * and one of the account. Where the account or a machine that they share allows less than all invocations together
 * would post, each has its part.
 */
export function simulate(scenario: Scenario, stepMs = 10): Outcome {
  const { connectionsPerInvocation, latencyMs, coldStartMs, rps, sharedRps, timeoutMs } = scenario;
  const reading = startReading(scenario);
  const environments = fanOutEnvironments(scenario);
  const reader = invocationOf({ beganMs: 0, startMs: coldStartMs, postsPerSecond: rps });
  let running = [reader];
  const steps: number[] = [];
  let share = connectionsPerInvocation;
  /** Read, and not yet enough for a chunk. */
  let pooled = 0;
  let tokens = rps / 2;
  let delivered = 0;
  let invocations = 1;
  let billedMs = 0;

  const take = (connections: number, nowMs: number) => {
    if (reader.posts + reader.left === 0) reader.startMs = nowMs;
    const own = Math.min(share, connections);
    share -= own;
    reader.left += own;
    pooled += connections - own;
    const chunk = connectionsPerInvocation * INVOCATIONS_PER_CHUNK;
    const whole = reading.isOver() ? pooled : pooled - (pooled % chunk);
    pooled -= whole;
    // Chunks are sent after the first answer, which tells whether any post can succeed.
    if (whole > 0)
      environments.sendChunks(whole, chunk, Math.max(nowMs, reader.startMs + latencyMs));
  };

  for (let nowMs = 0; nowMs < LONGEST_MS; nowMs += stepMs) {
    const isStopped = nowMs >= timeoutMs;
    const arriving = isStopped ? 0 : reading.arriving(nowMs);
    if (arriving > 0) take(arriving, nowMs);
    for (const invocation of environments.begin(nowMs)) {
      invocations++;
      running.push(invocation);
      const { passesOn, startMs } = invocation;
      if (passesOn > 0)
        environments.sendChunks(passesOn, connectionsPerInvocation, startMs + latencyMs);
    }

    tokens = Math.min(rps / 2, tokens + (rps * stepMs) / 1000);
    const wanted = running.map((one) => postsWanted(one, scenario, nowMs, stepMs));
    const allWanted = wanted.reduce((sum, posts) => sum + posts, 0);
    const isShared = wanted.filter((posts) => posts > 0).length > 1;
    const most = isShared ? (sharedRps * stepMs) / 1000 : Infinity;
    const posted = Math.min(allWanted, tokens, most);
    if (posted > 0)
      for (const [i, one] of running.entries()) makePosts(one, (wanted[i]! * posted) / allWanted);
    tokens -= posted;
    delivered += posted;
    steps.push(posted);

    running = running.filter((one) => {
      const isReading = one === reader && !reading.isOver();
      const isBusy = isReading || one.startMs > nowMs || one.left > 1e-6;
      if (isBusy && !(one === reader && isStopped)) return true;
      billedMs += nowMs + latencyMs - one.beganMs;
      if (one !== reader) environments.release(one);
      return false;
    });
    if (running.length === 0 && environments.waiting() === 0) break;
  }
  const at = (count: number) => timeOf(steps, count) * stepMs + latencyMs;
  return {
    firstMs: at(1e-9),
    medianMs: at(delivered / 2),
    lastMs: at(delivered - 0.5),
    delivered: Math.round(delivered),
    invocations,
    billedSeconds: billedMs / 1000,
    pages: reading.pages(),
    steps,
    stepMs,
  };
}

/** The step in which so many were delivered. */
function timeOf(steps: number[], count: number): number {
  let sum = 0;
  for (const [place, posts] of steps.entries()) {
    sum += posts;
    if (sum >= count) return place;
  }
  return steps.length;
}
