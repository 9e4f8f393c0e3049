import type { Duration } from "../time/duration";

export interface WaitOptions {
  /** How long to wait, in real time; 30 seconds if not given. */
  within?: Duration;
}

export interface SendOptions {
  /** Sends the message in frames of at most so many bytes; AWS allows 32768. */
  frameBytes?: number;
}

/** How the gateway closed a connection. */
export interface Closed {
  code: number;
  reason: string;
}

/** One end of a WebSocket connection: the user's. */
export interface TestConnection {
  /** The connection ID, as functions know it. */
  readonly id: string;
  /** The subprotocol; empty if there is none. */
  readonly protocol: string;
  /** Messages that have arrived and that `next` has not returned. */
  readonly unread: readonly string[];
  /** Settles when the connection is closed, with what the gateway's close frame said: 1006 if it sent none. */
  readonly closed: Promise<Closed>;
  /**
   * Settles when the message is sent, which says nothing of its arrival.
   * @param message text, bytes for a binary message, or an object, which is sent as JSON.
   */
  send(message: string | Uint8Array | object, options?: SendOptions): Promise<void>;
  /**
   * The next message, in the order of their arrival; a binary one as `binary` and its bytes in hexadecimal.
   * @throws Error if none arrives in time, with what happened instead.
   */
  next(options?: WaitOptions): Promise<string>;
  /** Pings, and waits for the answer: whatever was sent before has arrived then. */
  ping(): Promise<void>;
  /** Closes, and waits until the gateway has closed too. */
  close(code?: number, reason?: string): Promise<Closed>;
  /** Cuts the connection without a word. */
  cut(): void;
}
