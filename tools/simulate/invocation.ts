import type { Scenario } from "./scenario";

/** An invocation that posts. */
export interface Invocation {
  /** When it took its event, or its environment began to start for it. */
  beganMs: number;
  /** When it posts first. */
  startMs: number;
  /** Connections that it has to serve. */
  left: number;
  /** Connections that it passes on after its first answer. */
  passesOn: number;
  /** Posts that its environment has made, for this invocation and before. */
  posts: number;
  /** Its part of the account's requests a second, and how many of them it may make at once now. */
  postsPerSecond: number;
  tokens: number;
}

const WARM_UP_POSTS = 1000;
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1769;

/** An invocation that has made no post yet, with a full bucket. */
export function invocationOf(
  given: Pick<Invocation, "beganMs" | "startMs" | "postsPerSecond"> & Partial<Invocation>,
): Invocation {
  const tokens = depthOf(given.postsPerSecond);
  return { left: 0, passesOn: 0, posts: 0, tokens, ...given };
}

/** Posts that it would make in the next step if nobody else posted. Fills its bucket. */
export function postsWanted(
  invocation: Invocation,
  scenario: Scenario,
  nowMs: number,
  stepMs: number,
): number {
  const { left, postsPerSecond, startMs } = invocation;
  if (startMs > nowMs) return 0;
  const filled = invocation.tokens + (postsPerSecond * stepMs) / 1000;
  invocation.tokens = Math.min(depthOf(postsPerSecond), filled);
  const rate = rateOf(invocation, scenario, nowMs);
  return Math.min((rate * stepMs) / 1000, left, invocation.tokens);
}

export function makePosts(invocation: Invocation, posts: number): void {
  invocation.tokens -= posts;
  invocation.left -= posts;
  invocation.posts += posts;
}

/** As in handlers/broadcast/pace.ts: half a second of posts may start at once. */
function depthOf(postsPerSecond: number): number {
  return postsPerSecond / 2;
}

/** Posts a second that its CPU and its places in flight allow. */
function rateOf({ posts, startMs }: Invocation, scenario: Scenario, nowMs: number): number {
  const { memoryMb, firstCpuUs, cpuUs, firstInFlight, postsInFlight, latencyMs } = scenario;
  const cpu = Math.min(1, memoryMb / MB_PER_CPU);
  const postUs = posts < WARM_UP_POSTS ? firstCpuUs : cpuUs;
  const answers = (nowMs - startMs) / latencyMs;
  const inFlight = Math.min(postsInFlight, firstInFlight * 2 ** answers);
  return Math.min((cpu * 1e6) / postUs, (inFlight * 1000) / latencyMs);
}
