import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Recording } from "../recording";
import { millisecondsOf } from "../time/duration";
import { DEFAULT_WAIT_MS, within } from "../time/within";
import type { Opened } from "./handshake";
import type { Inbox } from "./inbox";
import type { Closed, SendOptions, TestConnection, WaitOptions } from "./test-connection";

/** A connection of a test, over a real socket. */
export class Connection implements TestConnection {
  readonly closed: Promise<Closed>;
  readonly protocol: string;
  /** The port of this machine that the connection was made from. */
  readonly port: number;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #inbox: Inbox;
  readonly #recording: Recording;

  constructor(
    readonly id: string,
    { webSocket, socket }: Opened,
    inbox: Inbox,
    recording: Recording,
  ) {
    this.port = socket.localPort!;
    this.protocol = webSocket.protocol;
    this.closed = inbox.closed;
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#inbox = inbox;
    this.#recording = recording;
  }

  get unread(): readonly string[] {
    return this.#inbox.unread;
  }

  async send(
    message: string | Uint8Array | object,
    { frameBytes = Infinity }: SendOptions = {},
  ): Promise<void> {
    const isBinary = message instanceof Uint8Array;
    const isText = typeof message === "string";
    const bytes = isBinary ? message : Buffer.from(isText ? message : JSON.stringify(message));
    let at = 0;
    do {
      const part = bytes.subarray(at, at + frameBytes);
      at += frameBytes;
      const options = { binary: isBinary, fin: at >= bytes.length };
      await new Promise<void>((resolve, reject) =>
        this.#webSocket.send(part, options, (error) =>
          error ? reject(this.#recording.failure(error.message)) : resolve(),
        ),
      );
    } while (at < bytes.length);
  }

  async next({ within: limit = DEFAULT_WAIT_MS }: WaitOptions = {}): Promise<string> {
    const limitMs = millisecondsOf(limit);
    const next = this.#inbox.next();
    try {
      const late = () => this.#recording.failure(`No message arrived in ${limitMs / 1000} s.`);
      return await within(next.message, limitMs, late);
    } finally {
      next.cancel();
    }
  }

  async ping(): Promise<void> {
    const answered = new Promise<void>((resolve) => this.#webSocket.once("pong", () => resolve()));
    this.#webSocket.ping();
    const closed = this.closed.then(({ code }) => {
      throw this.#recording.failure(`Closed with ${code} before the ping was answered.`);
    });
    await Promise.race([answered, closed]);
  }

  close(code?: number, reason?: string): Promise<Closed> {
    this.#webSocket.close(code, reason);
    return this.closed;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#webSocket.terminate();
  }

  /**
   * Whether all has been read that both ends have written.
   * @param gateway the other end; undefined if it has closed.
   */
  isDelivered(gateway: Socket | undefined): boolean {
    const { readyState } = this.#webSocket;
    if (readyState === WebSocket.CLOSED) return gateway === undefined;
    if (readyState !== WebSocket.OPEN || gateway === undefined) return false;
    const [own, other] = [this.#socket, gateway];
    return own.bytesWritten === other.bytesRead && other.bytesWritten === own.bytesRead;
  }
}
