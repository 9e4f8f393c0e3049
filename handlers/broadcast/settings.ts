import type { PaceSettings } from "./pace";

/** How a broadcast spends its time. */
export interface BroadcastSettings extends PaceSettings {
  /** How many connections one invocation serves; the rest is handed on. */
  connectionsPerInvocation: number;
  /** After this a connection that does not take its message is given up. */
  postTimeoutMs: number;
  /** The longest wait before the first retry; it doubles with every further one. */
  retryMs: number;
}

/** The settings that the function's environment variables give. */
export function broadcastSettings(): BroadcastSettings {
  const { CONNECTIONS_PER_INVOCATION, POSTS_IN_FLIGHT, POSTS_PER_SECOND } = process.env;
  return {
    connectionsPerInvocation: Number(CONNECTIONS_PER_INVOCATION ?? 2000),
    postsInFlight: Number(POSTS_IN_FLIGHT ?? 100),
    postsPerSecond: Number(POSTS_PER_SECOND ?? 10_000),
    postTimeoutMs: 3000,
    retryMs: 50,
  };
}
