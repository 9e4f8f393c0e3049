import type { PaceSettings } from "./pace";

/** The limits and the pace of a broadcast. */
export interface BroadcastSettings extends PaceSettings {
  /** Messages that one connection may send in a second; 0 for as many as it likes. */
  messagesPerSecond: number;
  /** Seconds that a message may make the function wait. */
  longestWait: number;
  /** How many connections one invocation serves; the rest is passed to fan-out. */
  connectionsPerInvocation: number;
  /** Posts of a chunk that start without a record of how the ones before them ended. */
  postsPerRecord: number;
  /** How long the answer to a post is waited for. */
  postTimeoutMs: number;
  /** The longest wait before the first retry. It doubles with each further retry. */
  retryMs: number;
  /** The longest wait before a post whose answer was lost is repeated: a passing fault ends meanwhile. */
  repeatMs: number;
}

/** The settings in the function's environment variables. */
export function broadcastSettings(): BroadcastSettings {
  const { CONNECTIONS_PER_INVOCATION, POSTS_IN_FLIGHT, POSTS_PER_SECOND } = process.env;
  const { MESSAGES_PER_SECOND, LONGEST_WAIT } = process.env;
  return {
    messagesPerSecond: Number(MESSAGES_PER_SECOND ?? 10),
    longestWait: Number(LONGEST_WAIT ?? 5),
    connectionsPerInvocation: Number(CONNECTIONS_PER_INVOCATION ?? 2000),
    postsInFlight: Number(POSTS_IN_FLIGHT ?? 100),
    postsPerSecond: Number(POSTS_PER_SECOND ?? 10_000),
    postsPerRecord: 500,
    postTimeoutMs: 8000,
    retryMs: 50,
    repeatMs: 1000,
  };
}
