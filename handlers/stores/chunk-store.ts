/**
 * Records which chunks of a broadcast were sent, because Lambda delivers an asynchronous event at least once.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export interface ChunkStore {
  /**
   * Reserves a chunk, so that no other invocation sends it at the same time.
   * @param untilMs when the reservation ends if the chunk is not finished, in milliseconds since 1970.
   * @returns "busy" if another invocation has reserved it, and may still fail.
   */
  take(chunkId: string, untilMs: number): Promise<"taken" | "busy" | "finished">;
  /** Records that a chunk was sent. */
  finish(chunkId: string): Promise<void>;
}

/**
 * Seconds after which a chunk is deleted: longer than Lambda keeps an event for another delivery.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export const CHUNK_LIFETIME_SECONDS = 7 * 60 * 60;
