import { MAX_LINE_BYTES } from "./line-splitter";
import { FRAME, type LogLevel } from "./telemetry-frames";

/** A line of `console.*`. */
export interface LogFrame {
  level: LogLevel;
  isJson: boolean;
  /** Without the line break at its end. */
  text: string;
}

const LEVELS = new Map(
  Object.entries(FRAME.masks).map(([level, mask]) => [mask as number, level as LogLevel]),
);
const LEVEL_BITS = 0x1c;
const MAGIC = Buffer.from([0xa5, 0x5a, 0x00]);

/** Cuts what a runtime writes to the descriptor for its log into frames. */
export class FrameSplitter {
  readonly #onFrame: (frame: LogFrame) => void;
  #received: Buffer = Buffer.alloc(0);
  /** Bytes of a frame that are left out because it is too long. */
  #skipped = 0;

  constructor(onFrame: (frame: LogFrame) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    const skipped = Math.min(this.#skipped, chunk.length);
    this.#skipped -= skipped;
    const rest = chunk.subarray(skipped);
    this.#received = this.#received.length === 0 ? rest : Buffer.concat([this.#received, rest]);
    while (this.#readFrame());
  }

  #readFrame(): boolean {
    const start = this.#received.indexOf(MAGIC);
    // Whatever else comes was not written by the runtime.
    if (start < 0) this.#received = this.#received.subarray(-MAGIC.length + 1);
    if (start > 0) this.#received = this.#received.subarray(start);
    if (start < 0 || this.#received.length < FRAME.headerBytes) return false;
    const type = this.#received.readUInt32BE(0);
    const bytes = this.#received.readUInt32BE(4);
    const kept = Math.min(bytes, MAX_LINE_BYTES);
    const end = FRAME.headerBytes + kept;
    if (this.#received.length < end) return false;
    this.#onFrame({
      level: LEVELS.get(type & LEVEL_BITS) ?? "INFO",
      isJson: (type & ~LEVEL_BITS) >>> 0 === FRAME.json,
      text: this.#received.toString("utf8", FRAME.headerBytes, end).replace(/\n$/, ""),
    });
    const left = this.#received.subarray(end);
    const surplus = Math.min(bytes - kept, left.length);
    this.#skipped = bytes - kept - surplus;
    this.#received = left.subarray(surplus);
    return true;
  }
}
