/** How far the invocations of a chunk have come. Places count from 0, in the order of its connections. */
export interface ChunkProgress {
  /** Posts to the connections before this place may have been made. */
  started: number;
  /** The connections to which a post was repeated whose answer was lost: place n is bit n % 8 of byte n / 8. */
  repeated: Uint8Array;
  /** The connections that need no further post, likewise. */
  settled: Uint8Array;
}

/**
 * Records which chunks of a broadcast were sent, because Lambda delivers an asynchronous event at least once.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export interface ChunkStore {
  /**
   * Reserves a chunk, so that no other invocation sends it at the same time.
   * @param untilMs when the reservation ends if the chunk is not finished, in milliseconds since 1970.
   * @returns what earlier invocations recorded; "busy" if another one has reserved it, and may still fail.
   */
  take(chunkId: string, untilMs: number): Promise<ChunkProgress | "busy" | "finished">;
  /** Records how far the invocation has come that reserved the chunk until `untilMs`. */
  record(chunkId: string, untilMs: number, progress: ChunkProgress): Promise<void>;
  /** Records that a chunk was sent. */
  finish(chunkId: string): Promise<void>;
}

/**
 * Seconds after which a chunk is deleted: longer than Lambda keeps an event for another delivery.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export const CHUNK_LIFETIME_SECONDS = 7 * 60 * 60;

/** The progress of a chunk that nobody has sent yet. */
export function noProgress(): ChunkProgress {
  return { started: 0, repeated: new Uint8Array(), settled: new Uint8Array() };
}
