import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A bare TCP connection, for tests of headers, frames and bytes. */
export interface RawConnection {
  write(data: string | Buffer): void;
  /** The head of an HTTP answer, line by line. */
  head(): Promise<string[]>;
  /** The next bytes of a body, as text. */
  body(bytes: number): Promise<string>;
  /** The next WebSocket frame. */
  frame(): Promise<Frame>;
  /** Stops and resumes reading. */
  pause(): void;
  resume(): void;
  /** Sends FIN; the other direction stays open. */
  end(): void;
  /** Sends RST. */
  reset(): void;
  /** Settles when the other end has closed. */
  readonly closed: Promise<void>;
}

export interface Frame {
  fin: boolean;
  opcode: number;
  payload: Buffer;
}

export async function openRaw(host: string): Promise<RawConnection> {
  const [hostname, port] = host.split(":");
  const socket = connect({ host: hostname!, port: Number(port), allowHalfOpen: true });
  const raw = rawOver(socket);
  await once(socket, "connect");
  return raw;
}

/**
 * Reads and writes a socket that connects, TLS included.
 * @param mostUnreadBytes a connection is cut if more of its bytes wait to be read.
 */
export function rawOver(socket: Socket, mostUnreadBytes = Infinity): RawConnection {
  let received = Buffer.alloc(0);
  let wake = () => {};
  let hasEnded = false;
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length > mostUnreadBytes) socket.destroy();
    wake();
  });
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => {
    const ended = () => {
      hasEnded = true;
      wake();
      resolve();
    };
    socket.once("end", ended).once("close", ended);
  });
  /** Waits for the next part. @param measure its length, or undefined if that is not known yet. */
  const take = async (measure: (bytes: Buffer) => number | undefined): Promise<Buffer> => {
    for (;;) {
      const length = measure(received);
      if (length !== undefined && received.length >= length) {
        const part = received.subarray(0, length);
        received = received.subarray(length);
        return part;
      }
      if (hasEnded) throw new Error(`Ended after "${received.toString("latin1")}".`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    closed,
    write: (data) => socket.write(data),
    async head() {
      const bytes = await take((buffer) => {
        const end = buffer.indexOf("\r\n\r\n");
        return end < 0 ? undefined : end + 4;
      });
      return bytes.toString("latin1").split("\r\n").slice(0, -2);
    },
    body: async (bytes) => (await take(() => bytes)).toString("utf8"),
    async frame() {
      const bytes = await take(frameLength);
      const headerBytes = bytes[1]! < 126 ? 2 : bytes[1] === 126 ? 4 : 10;
      const payload = Buffer.from(bytes.subarray(headerBytes));
      return { fin: bytes[0]! >= 0x80, opcode: bytes[0]! & 0x0f, payload };
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
  };
}

/** A bare TCP connection behind an accepted handshake. */
export async function openWebSocket(host: string): Promise<RawConnection> {
  const raw = await openRaw(host);
  raw.write(handshakeText("/dev"));
  await raw.head();
  return raw;
}

/** A handshake as browsers send it. */
export function handshakeText(
  path: string,
  headers: string[] = [],
  host = "x5dq2mb9qi.execute-api.us-east-1.amazonaws.com",
): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A frame from a client, masked with zeros. RFC 6455, section 5.2. */
export function clientFrame(opcode: number, payload: Buffer | string, fin = true): Buffer {
  const bytes = Buffer.from(payload as string);
  const first = (fin ? 0x80 : 0) | opcode;
  const length =
    bytes.length < 126
      ? Buffer.from([0x80 | bytes.length])
      : bytes.length < 65_536
        ? Buffer.from([0x80 | 126, bytes.length >> 8, bytes.length & 0xff])
        : Buffer.from([0x80 | 127, 0, 0, 0, 0, ...uint32(bytes.length)]);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4), bytes]);
}

/** The code and the reason of a Close frame. */
export function closeOf({ opcode, payload }: Frame): { code: number; reason: string } {
  if (opcode !== 8) throw new Error(`A frame with opcode ${opcode} is no Close.`);
  return { code: payload.readUInt16BE(0), reason: payload.toString("utf8", 2) };
}

function frameLength(bytes: Buffer): number | undefined {
  if (bytes.length < 2) return undefined;
  if (bytes[1]! < 126) return 2 + bytes[1]!;
  if (bytes[1] === 126) return bytes.length < 4 ? undefined : 4 + bytes.readUInt16BE(2);
  return bytes.length < 10 ? undefined : 10 + Number(bytes.readBigUInt64BE(2));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
