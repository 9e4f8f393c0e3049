import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** What a server answered. The body is not kept. */
export interface Answer {
  status: number;
  /** The header x-amzn-ErrorType, or "". */
  errorType: string;
}

/** Sends requests over sockets that are kept open. */
export interface KeepAlive {
  /**
   * Sends a whole HTTP/1.1 request, head and body, and waits for the answer.
   * @param request a character for each byte (Latin-1), which takes less time and memory than a Buffer.
   * @throws `TimeoutError` after `timeoutMs`; any other error if the socket breaks before the answer.
   */
  send(request: string, timeoutMs: number): Promise<Answer>;
}

/** A socket with the request that is under way on it. */
interface Line {
  socket: Socket;
  received: string;
  idleSince: number;
  settle: ((outcome: Answer | Error) => void) | undefined;
}

/** A socket that was idle for longer may be closed at the other end: a frozen environment does not hear of it. */
const LONGEST_IDLE_MS = 4000;
/** More than most answers. */
const READ_BYTES = 4096;
/** More than any answer of AWS. After a longer one the socket is closed. */
const MAX_ANSWER_LENGTH = 65_536;

/**
 * An HTTP/1.1 client for small requests to one origin. It knows no more of HTTP than such an answer needs:
 * a status line, headers, a body with a Content-Length. After anything else it closes the socket. That
 * takes about a third of the CPU of `node:https` (`npm run bench:broadcast`).
 * @param origin http: or https:, with host and port.
 */
export function keepAlive(origin: URL): KeepAlive {
  const idle: Line[] = [];
  const unsent: { line: Line; request: string }[] = [];
  let underWay = 0;
  let tlsSession: Buffer | undefined;

  function open(): Line {
    const line = { received: "", idleSince: 0, settle: undefined } as Partial<Line> as Line;
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
      // Answers are read into one buffer, not each into one of its own.
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
    line.received += data;
    const answer = line.settle ? readAnswer(line.received) : "broken";
    if (answer === "incomplete") return;
    if (answer === "broken") return close(line, new Error("The answer is not HTTP."));
    const { settle } = line;
    line.settle = undefined;
    line.received = "";
    if (answer.keep) {
      line.idleSince = Date.now();
      line.socket.unref();
      idle.push(line);
    } else {
      line.socket.destroy();
    }
    settle?.({ status: answer.status, errorType: answer.errorType });
  }

  function close(line: Line, error: Error) {
    line.socket.destroy();
    const place = idle.indexOf(line);
    if (place >= 0) idle.splice(place, 1);
    line.settle?.(error);
    line.settle = undefined;
  }

  function take(): Line {
    // The line that was used last is the likeliest to live.
    const line = idle.pop();
    if (!line) return open();
    if (Date.now() - line.idleSince <= LONGEST_IDLE_MS) return line;
    for (const old of [line, ...idle.splice(0)]) old.socket.destroy();
    return open();
  }

  /** Requests go out in a row: the first wakes who reads it, and the others find it awake. */
  function writeUnsent() {
    for (const { line, request } of unsent.splice(0))
      if (line.settle) line.socket.write(request, "latin1");
  }

  return {
    send: (request, timeoutMs) =>
      new Promise((resolve, reject) => {
        const line = take();
        const timeout = setTimeout(() => {
          const error = new Error(`No answer within ${timeoutMs} ms.`);
          close(line, Object.assign(error, { name: "TimeoutError" }));
        }, timeoutMs);
        line.settle = (outcome) => {
          clearTimeout(timeout);
          underWay--;
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        };
        line.socket.ref();
        // The first waits for no other: it wakes who reads it.
        if (underWay++ === 0) return void line.socket.write(request, "latin1");
        unsent.push({ line, request });
        if (unsent.length === 1) setImmediate(writeUnsent);
      }),
  };
}

/** Reads an answer, if all of it has arrived. `keep` tells whether the socket is good for another. */
export function readAnswer(
  received: string,
): (Answer & { keep: boolean }) | "incomplete" | "broken" {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return received.length > MAX_ANSWER_LENGTH ? "broken" : "incomplete";
  const status = Number(/^HTTP\/1\.[01] ([1-5]\d\d)(?: |\r)/.exec(received)?.[1]);
  if (Number.isNaN(status)) return "broken";
  // 100 Continue and its like come before the answer.
  if (status < 200) return readAnswer(received.slice(end + 4));
  const head = received.slice(0, end + 2);
  const errorType = /\r\nx-amzn-errortype: *([^\r]*)\r/i.exec(head)?.[1] ?? "";
  const length = /\r\ncontent-length: *(\d+)\s*\r/i.exec(head)?.[1];
  const hasBody = status !== 204 && status !== 304;
  const missing = end + 4 + (hasBody ? Number(length ?? 0) : 0) - received.length;
  if (missing > 0 && end + missing < MAX_ANSWER_LENGTH) return "incomplete";
  const isWhole = missing === 0 && (length !== undefined || !hasBody);
  const isLast = /^HTTP\/1\.0|\r\n(?:connection: *close|transfer-encoding:)/i.test(head);
  return { status, errorType, keep: isWhole && !isLast };
}
