import type { LoadOptions } from "./options";
import type { Counts, Sent } from "./tally";

/** What one process of a run does. */
export interface Share {
  options: Pick<LoadOptions, "url" | "message" | "reaches" | "durationMs">;
  run: string;
  process: number;
  /** The connections of this process are those from `first` on, of `all`. */
  first: number;
  own: number;
  all: number;
  processes: number;
  /** Handshakes and messages a second of this process. */
  openRate: number;
  rate: number;
  token: string | undefined;
}

/** How things are, told once a second. */
export interface Progress {
  open: number;
  sent: number;
  received: number;
}

/** What a process saw. */
export interface ProcessResult extends Counts {
  /** Handshakes that failed, by status or by error. */
  refused: Record<string, number>;
  /** Connections that ended before the run did, by close code. */
  closes: Record<string, number>;
  /** Frames that are no message of the run, by text. */
  others: Record<string, number>;
  opened: number;
  cpuShare: number;
  /** How late the event loop was, 99 % of the time at most. */
  loopDelayMs: number;
}

export type ToChild =
  | { type: "open"; share: Share }
  | { type: "send"; startedAt: number }
  /** Ends what is asked for at the moment before its time. */
  | { type: "stop" }
  | { type: "finish"; messages: Sent[] };

export type FromChild =
  | { type: "opened"; opened: number }
  | { type: "progress"; progress: Progress }
  | { type: "sent"; messages: Sent[] }
  | { type: "result"; result: ProcessResult };

/** Milliseconds since 1970, with fractions. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
