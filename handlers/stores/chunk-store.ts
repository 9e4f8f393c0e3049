/**
 * Remembers which chunks of a broadcast were sent, because Lambda delivers an asynchronous event at
 * least once. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export interface ChunkStore {
  /**
   * Takes a chunk, so that no other invocation sends it at the same time.
   * @param untilMs until when it is taken, in milliseconds since 1970, unless it is finished before.
   * @returns "busy" if another invocation has it, which may yet fail.
   */
  take(chunkId: string, untilMs: number): Promise<"taken" | "busy" | "finished">;
  /** Remembers that a chunk was sent. */
  finish(chunkId: string): Promise<void>;
}

/**
 * Seconds after which a chunk is forgotten: longer than Lambda keeps an event that it may deliver again.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export const CHUNK_LIFETIME_SECONDS = 7 * 60 * 60;
