import type { BroadcastSettings } from "../../../handlers/broadcast/settings";

/** Settings under which a test need not wait for retries. */
export function settingsOf(settings: Partial<BroadcastSettings> = {}): BroadcastSettings {
  return {
    messagesPerSecond: 0,
    longestWait: 28,
    connectionsPerInvocation: 2000,
    postsInFlight: 50,
    postsPerSecond: 10_000,
    postsPerRecord: 500,
    postTimeoutMs: 3000,
    retryMs: 1,
    repeatMs: 1,
    ...settings,
  };
}
