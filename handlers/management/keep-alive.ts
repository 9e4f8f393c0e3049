import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Answer, NoAnswer } from "./post";

/** Sends requests over sockets that are kept open. */
export interface KeepAlive {
  /**
   * Sends a whole HTTP/1.1 request, head and body, and waits for the answer. Its body is not kept.
   * @param request a character for each byte (Latin-1), which takes less time and memory than a Buffer.
   * @throws NoAnswer: `TimeoutError` after `timeoutMs`; any other error if the socket breaks before the answer.
   */
  send(request: string, timeoutMs: number): Promise<Answer>;
}

/** A socket with the request that is under way on it. */
interface Line {
  socket: Socket;
  received: string;
  idleSinceMs: number;
  /** Whether the system has taken every byte of the request. */
  isWritten: boolean;
  settle: ((outcome: Answer | Error) => void) | undefined;
}

/** The other end may have closed a socket that was idle for longer: a frozen environment does not notice. */
const MAX_IDLE_MS = 4000;
/** More than most answers. */
const READ_BYTES = 4096;
/** Maximum length of a head, and of a body for which the socket is kept. AWS's are far smaller. */
const MAX_LENGTH = 65_536;

/**
 * An HTTP/1.1 client for small requests to one origin. It reads the status, one header and the length of
 * the body, and closes the socket after an answer whose end that does not tell. A post over TLS takes less
 * than half of the CPU of `node:https` (`npm run bench:broadcast`).
 * @param origin http: or https:, with host and port.
 */
export function keepAlive(origin: URL): KeepAlive {
  const idle: Line[] = [];
  const unsent: { line: Line; request: string }[] = [];
  let inFlight = 0;
  let tlsSession: Buffer | undefined;

  function open(): Line {
    const line = { received: "", idleSinceMs: 0, isWritten: false } as Partial<Line> as Line;
    const socket = connect((data) => receive(line, data));
    line.socket = socket;
    socket.setNoDelay(true);
    socket.on("error", (error: Error) => close(line, error));
    socket.on("close", () => close(line, new Error("The socket was closed before the answer.")));
    return line;
  }

  function connect(onData: (data: string) => void): Socket {
    const host = origin.hostname.replace(/^\[|\]$/g, "");
    const isTls = origin.protocol === "https:";
    const options = {
      host,
      port: Number(origin.port) || (isTls ? 443 : 80),
      // One buffer for all answers, instead of one for each.
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback(length: number, buffer: Uint8Array) {
          onData((buffer as Buffer).toString("latin1", 0, length));
          return true;
        },
      },
    };
    if (!isTls) return connectTcp(options);
    const tlsOptions = {
      ...options,
      servername: isIP(host) ? "" : host,
      ALPNProtocols: ["http/1.1"],
      session: tlsSession,
    };
    return connectTls(tlsOptions).on("session", (session) => (tlsSession = session));
  }

  function receive(line: Line, data: string) {
    line.received = withoutInformation(line.received + data);
    const answer = line.settle ? readAnswer(line.received) : "broken";
    if (answer === "incomplete") return;
    if (answer === "broken") return close(line, new Error("The answer is not HTTP."));
    if (answer.missing > 0) return;
    const { settle } = line;
    line.settle = undefined;
    line.received = "";
    if (answer.missing === 0) {
      line.idleSinceMs = Date.now();
      line.socket.unref();
      idle.push(line);
    } else {
      line.socket.destroy();
    }
    settle?.(answerOf(answer));
  }

  function close(line: Line, error: Error) {
    line.socket.destroy();
    const place = idle.indexOf(line);
    if (place >= 0) idle.splice(place, 1);
    const { settle } = line;
    line.settle = undefined;
    if (!settle) return;
    // The head is the answer, even if the rest of the body is lost.
    const answer = readAnswer(line.received);
    if (typeof answer !== "string") return settle(answerOf(answer));
    // Whatever ended this socket may have ended the idle ones too: another attempt takes a new one.
    if (line.received === "") for (const { socket } of idle.splice(0)) socket.destroy();
    settle(Object.assign(error, { isUnsent: !line.isWritten } satisfies Partial<NoAnswer>));
  }

  function write(line: Line, request: string) {
    line.socket.write(request, "latin1", (error) => (line.isWritten = !error));
  }

  function take(): Line {
    // The line that was used last is the likeliest to be open.
    const line = idle.pop();
    if (!line) return open();
    if (Date.now() - line.idleSinceMs <= MAX_IDLE_MS) return line;
    for (const old of [line, ...idle.splice(0)]) old.socket.destroy();
    return open();
  }

  /** Writes requests in a row: the first wakes the other end, which then finds the others there. */
  function writeUnsent() {
    for (const { line, request } of unsent.splice(0)) if (line.settle) write(line, request);
  }

  return {
    send: (request, timeoutMs) =>
      new Promise((resolve, reject) => {
        const line = take();
        const giveUp = () => {
          if (line.settle !== settle) return;
          const error = new Error(`No answer within ${timeoutMs} ms.`);
          close(line, Object.assign(error, { name: "TimeoutError" }));
        };
        // If this process was held up, what has arrived meanwhile is read first: an answer is in time.
        const timeout = setTimeout(() => setImmediate(giveUp), timeoutMs);
        const settle = (outcome: Answer | Error) => {
          clearTimeout(timeout);
          inFlight--;
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        };
        line.settle = settle;
        line.socket.ref();
        line.isWritten = false;
        // The first does not wait for others: it wakes the other end.
        if (inFlight++ === 0) return write(line, request);
        unsent.push({ line, request });
        if (unsent.length === 1) setImmediate(writeUnsent);
      }),
  };
}

/** An answer whose head has arrived. */
interface Head extends Answer {
  /** Bytes of the body that are still to come. Not 0: the socket is at its end, or its state unknown. */
  missing: number;
}

const UNKNOWN = -1;

function answerOf({ status, errorType }: Head): Answer {
  return { status, errorType };
}

/** What was received without 100 Continue and its like, which come before the answer. */
function withoutInformation(received: string): string {
  if (!/^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/.test(received)) return received;
  const end = received.indexOf("\r\n\r\n");
  return end < 0 ? received : withoutInformation(received.slice(end + 4));
}

function readAnswer(received: string): Head | "incomplete" | "broken" {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0 && received.length <= MAX_LENGTH) return "incomplete";
  const [line, digits] = /^HTTP\/1\.[01] ([2-5]\d\d)(?: |\r)/.exec(received) ?? [];
  if (line === undefined || end < 0 || end > MAX_LENGTH) return "broken";
  const status = Number(digits);
  const head = received.slice(0, end + 2);
  const errorType = /\r\nx-amzn-errortype:[ \t]*([^\r]*?)[ \t]*\r/i.exec(head)?.[1] ?? "";
  const isLast = /^HTTP\/1\.0|\r\n(?:connection:[ \t]*close|transfer-encoding:)/i.test(head);
  const hasBody = status !== 204 && status !== 304;
  const length = /\r\ncontent-length:[ \t]*(\d+)[ \t]*\r/i.exec(head)?.[1];
  const bodyLength = hasBody ? Number(length ?? UNKNOWN) : 0;
  const missing = end + 4 + bodyLength - received.length;
  const isEndKnown = !isLast && bodyLength >= 0 && bodyLength <= MAX_LENGTH && missing >= 0;
  return { status, errorType, missing: isEndKnown ? missing : UNKNOWN };
}
