import { invocationOf, type Invocation } from "./invocation";
import type { Scenario } from "./scenario";

/** A chunk on its way to an environment. */
interface Waiting {
  connections: number;
  readyMs: number;
  backoffMs: number;
}

/** The execution environments of the function fan-out, and the chunks that wait for one. */
export interface Environments {
  /** Cuts connections into chunks, and invokes the function with each. */
  sendChunks(connections: number, connectionsPerChunk: number, nowMs: number): void;
  /** The invocations that begin now. Where no environment is free the chunk comes again later. */
  begin(nowMs: number): Invocation[];
  /** The invocation is over, and its environment waits for another. */
  release(invocation: Invocation): void;
  /** Chunks that wait. */
  waiting(): number;
}

/** As in components/fan-out.ts: among so many the account's requests are shared. */
const USUAL_CONCURRENCY = 10;
/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const FIRST_ENVIRONMENTS = 1000;
const ENVIRONMENTS_PER_SECOND = 100;
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 5 * 60 * 1000;

export function fanOutEnvironments(scenario: Scenario): Environments {
  const { concurrency, connectionsPerInvocation, rps } = scenario;
  const { invokeMs, coldStartMs, tableMs } = scenario;
  const postsPerSecond = Math.ceil(rps / (Math.min(concurrency, USUAL_CONCURRENCY) + 1));
  let waiting: Waiting[] = [];
  /** Posts that each idle environment has made. */
  const idle: number[] = [];
  let environments = 0;

  function beginOne({ connections }: Waiting, nowMs: number): Invocation {
    const posts = idle.pop();
    if (posts === undefined) environments++;
    const initMs = posts === undefined ? coldStartMs : 0;
    const left = Math.min(connections, connectionsPerInvocation);
    return invocationOf({
      beganMs: nowMs,
      // It takes the chunk in the table before it posts.
      startMs: nowMs + initMs + tableMs,
      left,
      passesOn: connections - left,
      posts: posts ?? 0,
      postsPerSecond,
    });
  }

  return {
    sendChunks(connections, connectionsPerChunk, nowMs) {
      for (let rest = connections; rest > 0; rest -= connectionsPerChunk) {
        const inChunk = Math.min(connectionsPerChunk, rest);
        const readyMs = nowMs + invokeMs;
        waiting.push({ connections: inChunk, readyMs, backoffMs: FIRST_BACKOFF_MS });
      }
    },
    begin(nowMs) {
      const scaled = FIRST_ENVIRONMENTS + (ENVIRONMENTS_PER_SECOND * nowMs) / 1000;
      const most = Math.min(concurrency, scaled);
      const begun: Invocation[] = [];
      const before = waiting;
      waiting = [];
      for (const chunk of before) {
        if (chunk.readyMs > nowMs) waiting.push(chunk);
        else if (idle.length > 0 || environments < most) begun.push(beginOne(chunk, nowMs));
        else {
          const backoffMs = Math.min(LONGEST_BACKOFF_MS, 2 * chunk.backoffMs);
          waiting.push({ ...chunk, readyMs: nowMs + chunk.backoffMs, backoffMs });
        }
      }
      return begun;
    },
    release: ({ posts }) => void idle.push(posts),
    waiting: () => waiting.length,
  };
}
