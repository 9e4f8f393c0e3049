import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  clientFrame,
  rawOver,
  type Frame,
  type RawConnection,
} from "pulumi-laptop/test/support/gateway/raw-connection";

/** How long an answer is waited for, in real time. */
const PATIENCE_MS = 10_000;

/** No answer of API Gateway has as much. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** An answer of HTTP, head and body, as lines. */
export type Answer = string[];

/** A connection to a service that may do anything, or nothing. */
export interface Wire extends RawConnection {
  /** The head and the body of the next answer. */
  answer(method?: string): Promise<Answer>;
  /** The next frame, or what happened instead. */
  next(): Promise<string>;
  /** Sends a text message in frames of at most so many bytes. */
  text(message: string, frameBytes?: number): void;
}

/** Connects to the host of a URL: with TLS for wss: and https:. */
export function openWire({ protocol, hostname, port }: URL): Wire {
  const isSecure = protocol === "wss:" || protocol === "https:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const options = { host, port: Number(port || (isSecure ? 443 : 80)), allowHalfOpen: true };
  // SNI takes names only.
  const servername = /^[\d.]+$|:/.test(host) ? "" : host;
  const socket = isSecure ? connectTls({ ...options, servername }) : connectTcp(options);
  const failed = new Promise<string>((resolve) =>
    socket.once("error", ({ message }) => resolve(`failed: ${message}`)),
  );
  const raw = rawOver(socket, MOST_UNREAD_BYTES);
  const patient = async (reading: Promise<string[]>): Promise<string[]> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string[]>((resolve) => {
      timer = setTimeout(() => resolve([`nothing within ${PATIENCE_MS / 1000} s`]), PATIENCE_MS);
    });
    const ended = reading.catch(async () => {
      // An error comes before the end.
      return [await Promise.race([failed, Promise.resolve("ended")])];
    });
    const lines = await Promise.race([ended, late]);
    clearTimeout(timer);
    return lines;
  };
  return {
    ...raw,
    answer: (method) => patient(answerOf(raw, method)),
    next: async () => (await patient(raw.frame().then((frame) => [shownFrame(frame)])))[0]!,
    text(message, frameBytes = 32_768) {
      const bytes = Buffer.from(message);
      for (let from = 0; from === 0 || from < bytes.length; from += frameBytes) {
        const isLast = from + frameBytes >= bytes.length;
        const part = bytes.subarray(from, from + frameBytes);
        raw.write(clientFrame(from === 0 ? 1 : 0, part, isLast));
      }
    },
  };
}

async function answerOf(raw: RawConnection, method = "GET"): Promise<Answer> {
  const head = await raw.head();
  const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(head[0] ?? "") ?? [];
  const length = Number(
    head.map((line) => /^content-length: *(\d+)$/i.exec(line)?.[1]).find(Boolean),
  );
  const hasBody = method !== "HEAD" && status !== "101" && status !== "204" && length > 0;
  return hasBody ? [...head, "", await raw.body(length)] : head;
}

const NAMES: Record<number, string> = {
  0: "continuation",
  1: "text",
  2: "binary",
  9: "ping",
  10: "pong",
};
const MOST_SHOWN_BYTES = 1000;

/** A frame as a line: what it is and its bytes. */
export function shownFrame({ fin, opcode, payload }: Frame): string {
  if (opcode === 8 && payload.length >= 2)
    return `close ${payload.readUInt16BE(0)} ${shownBytes(payload.subarray(2))}`;
  const name = opcode === 8 ? "close" : (NAMES[opcode] ?? `opcode ${opcode}`);
  return `${name}${fin ? "" : " (more follows)"} ${shownBytes(payload)}`;
}

function shownBytes(bytes: Buffer): string {
  if (bytes.length > MOST_SHOWN_BYTES) return `${bytes.length} bytes`;
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? JSON.stringify(text) : `hex ${bytes.toString("hex")}`;
}
