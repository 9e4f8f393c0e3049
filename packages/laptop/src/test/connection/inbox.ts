import type { WebSocket } from "ws";
import type { Recording } from "../recording";
import type { Closed } from "./test-connection";

interface Reader {
  resolve(message: string): void;
  reject(error: Error): void;
}

/** What has arrived on a connection. */
export class Inbox {
  readonly unread: string[] = [];
  readonly closed: Promise<Closed>;
  readonly #readers = new Set<Reader>();
  /** Makes the error of whoever waits for a message, when none can arrive any more. */
  #end: (() => Error) | undefined;

  constructor(webSocket: WebSocket, recording: Recording) {
    webSocket.on("message", (data: Buffer, isBinary) => {
      const message = isBinary ? `binary ${data.toString("hex")}` : data.toString("utf8");
      const [reader] = this.#readers;
      if (!reader) return void this.unread.push(message);
      this.#readers.delete(reader);
      reader.resolve(message);
    });
    this.closed = new Promise((resolve) => {
      webSocket.once("close", (code, bytes) => {
        const reason = bytes.toString("utf8");
        const said = reason === "" ? code : `${code}, "${reason}"`;
        const end = () => recording.failure(`Closed with ${said} before a message arrived.`);
        this.#end = end;
        for (const { reject } of this.#readers) reject(end());
        resolve({ code, reason });
      });
    });
  }

  next(): { message: Promise<string>; cancel(): void } {
    const arrived = this.unread.shift();
    let reader: Reader | undefined;
    const message = new Promise<string>((resolve, reject) => {
      if (arrived !== undefined) return resolve(arrived);
      if (this.#end) return reject(this.#end());
      reader = { resolve, reject };
      this.#readers.add(reader);
    });
    return { message, cancel: () => reader && this.#readers.delete(reader) };
  }
}
