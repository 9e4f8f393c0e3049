/** The most that is kept of one line. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MAX_LINE_BYTES = 256 * 1024;

const LINE_BREAK = 10;

/**
 * Cuts what a process writes into lines.
 * Differs from AWS: of a log line of more than 256 KB, the rest is left out.
 */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #begun: Buffer[] = [];
  #bytes = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_BREAK, start);
      if (end < 0) break;
      this.#keep(chunk.subarray(start, end));
      this.#end();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** The process has ended, maybe without a last line break. */
  end(): void {
    if (this.#bytes > 0) this.#end();
  }

  #keep(part: Buffer): void {
    const room = MAX_LINE_BYTES - this.#bytes;
    // Copied, because a part of a chunk would keep all of it in memory.
    if (room > 0 && part.length > 0) this.#begun.push(Buffer.from(part.subarray(0, room)));
    this.#bytes += part.length;
  }

  #end(): void {
    const line = Buffer.concat(this.#begun).toString("utf8");
    this.#begun = [];
    this.#bytes = 0;
    this.#onLine(line);
  }
}
