import type { Answer } from "../management/post";
import type { Connection } from "../stores/connection-store";

/** Someone whom a broadcast is sent to. */
export interface Recipient extends Connection {
  /** A post whose answer was lost may have delivered the message: it is sent once more at most. */
  mayHaveIt?: boolean;
}

/** Whom a message is for: everyone, as a store of connections lists them, or the members of a room. */
export interface Audience extends KnownConnections {
  /** Everyone of it, page by page. A page is read when the one before has been used. */
  pages: AsyncIterable<Recipient[]>;
}

/** What a broadcast asks of a store when a post was answered that no connection is open. */
export interface KnownConnections {
  /** Whether this connection is stored, and no later one under the same ID. */
  has(connection: Connection): Promise<boolean>;
  /** Forgets a connection that is gone. */
  remove(connection: Connection): Promise<unknown>;
}

/** What became of the recipients of a broadcast, in one invocation. */
export interface Delivered {
  sent: number;
  /** Connections that are gone, or were not open yet. */
  gone: number;
  /** Posts made again after one that was certainly not accepted. */
  retried: number;
  /** Posts made again though the message may have been delivered. */
  repeated: number;
  /** Recipients that were given up. */
  failed: number;
  /** Recipients that were not sent to, for lack of time or because no attempt could succeed. */
  left: Recipient[];
  /** The answer after which no attempt could succeed. */
  refusal: Answer | undefined;
}

export function nothingDelivered(): Delivered {
  return { sent: 0, gone: 0, retried: 0, repeated: 0, failed: 0, left: [], refusal: undefined };
}
