import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

/** Receives what a process writes to one of its descriptors. */
export interface Splitter {
  push(chunk: Buffer): void;
  end?(): void;
}

/**
 * Reads what a process writes, one chunk of each descriptor in a turn: a function that floods its log waits,
 * and nobody else does.
 */
export class ProcessOutput {
  #hasReceived = false;
  readonly #streams: Readable[] = [];
  readonly #splitters: Splitter[] = [];

  add(stream: Readable, splitter: Splitter): void {
    this.#streams.push(stream);
    this.#splitters.push(splitter);
    stream.on("data", (chunk: Buffer) => {
      this.#hasReceived = true;
      splitter.push(chunk);
      stream.pause();
      setImmediate(() => stream.resume());
    });
    stream.on("error", () => undefined);
  }

  /**
   * Settles when everything was read that the process had written before the call. It is in the pipes by
   * then, so that it is read in the next turns.
   */
  async drained(): Promise<void> {
    do {
      this.#hasReceived = false;
      await turn();
      await turn();
    } while (this.#hasReceived);
  }

  /** The process has ended. What it left behind may hold its pipes open. */
  close(): void {
    for (const splitter of this.#splitters) splitter.end?.();
    for (const stream of this.#streams) stream.destroy();
  }
}
