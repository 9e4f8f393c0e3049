import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { WebSocket, type ClientOptions } from "ws";

/** One end of a WebSocket connection: the user's. */
export interface TestConnection {
  send(message: string | Buffer): void;
  /** Sends a message in frames of at most so many bytes, as AWS demands of messages over 32 KB. */
  sendFrames(message: string, frameBytes?: number): void;
  /** Pings, and waits for the answer. */
  pong(): Promise<void>;
  /** The next message, in the order of their arrival. */
  next(): Promise<string>;
  /** Whether a message has arrived that `next` has not returned. */
  readonly hasMore: boolean;
  /** Closes, and waits until the other end has closed too. */
  close(code?: number, reason?: string): Promise<Closed>;
  /** Cuts the connection without a word. */
  cut(): void;
  /** Settles with what the other end's close frame said. */
  readonly closed: Promise<Closed>;
}

export interface Closed {
  code: number;
  reason: string;
}

/** Connects; fails if the handshake is refused. */
export async function connectTo(url: string, options: ClientOptions = {}): Promise<TestConnection> {
  const webSocket = new WebSocket(url, { perMessageDeflate: false, ...options });
  const arrived: string[] = [];
  const readers: { resolve: (message: string) => void; reject: (error: Error) => void }[] = [];
  webSocket.on("message", (data: Buffer, isBinary) => {
    const message = isBinary ? `binary ${data.toString("hex")}` : data.toString("utf8");
    const reader = readers.shift();
    if (reader) reader.resolve(message);
    else arrived.push(message);
  });
  const closed = new Promise<Closed>((resolve) => {
    webSocket.once("close", (code, reason) => {
      for (const { reject } of readers.splice(0)) reject(new Error(`Closed with ${code}.`));
      resolve({ code, reason: reason.toString("utf8") });
    });
  });
  await once(webSocket, "open");
  webSocket.on("error", () => undefined);
  return {
    closed,
    get hasMore() {
      return arrived.length > 0;
    },
    send: (message) => webSocket.send(message),
    sendFrames(message, frameBytes = 32_768) {
      const bytes = Buffer.from(message);
      for (let at = 0; at < bytes.length; at += frameBytes) {
        const fin = at + frameBytes >= bytes.length;
        webSocket.send(bytes.subarray(at, at + frameBytes), { binary: false, fin });
      }
    },
    async pong() {
      const answered = once(webSocket, "pong");
      webSocket.ping();
      await answered;
    },
    async next() {
      const message = arrived.shift();
      if (message !== undefined) return message;
      return new Promise((resolve, reject) => readers.push({ resolve, reject }));
    },
    close(code, reason) {
      webSocket.close(code, reason);
      return closed;
    },
    cut: () => webSocket.terminate(),
  };
}

export interface Refusal {
  status: number;
  /** Names in the order in which they came, in lower case. */
  headerNames: string[];
  headers: Record<string, string>;
  body: string;
}

/** The answer to a handshake that is refused. */
export async function refusalOf(url: string, options: ClientOptions = {}): Promise<Refusal> {
  const webSocket = new WebSocket(url, { perMessageDeflate: false, ...options });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    webSocket.once("unexpected-response", (_request, answer) => resolve(answer));
    webSocket.once("open", () => reject(new Error("The handshake was accepted.")));
    webSocket.once("error", reject);
  });
  const { statusCode, rawHeaders, headers } = response;
  return {
    status: statusCode ?? 0,
    headerNames: rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
    headers: headers as Record<string, string>,
    body: await text(response),
  };
}
