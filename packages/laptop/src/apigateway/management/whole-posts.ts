import { STATUS_CODES, type IncomingHttpHeaders, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Exchange } from "./exchange";

/**
 * Takes requests from the sockets of a server: POSTs to connections that arrive in one piece. A broadcast
 * is nothing else, and `node:http` takes half as long again for each. With its first other bytes a socket is
 * the server's own, as if it had just connected.
 * @param handle replies once.
 * @returns a function that leaves all to the server again, and destroys the sockets it has not got.
 */
export function takeWholePosts(server: Server, handle: (exchange: Exchange) => void): () => void {
  const serve = server.listeners("connection")[0] as (this: Server, socket: Socket) => void;
  const taken = new Set<Socket>();

  const onConnection = (socket: Socket) => {
    let isAnswering = false;
    let hasEnded = false;
    const onData = (bytes: Buffer) => {
      if (isAnswering) return void socket.pause().unshift(bytes);
      const post = readWholePost(bytes);
      if (!post) return giveBack(bytes);
      isAnswering = true;
      const { url, headers, body } = post;
      handle({ method: "POST", url, headers, body, socket, isLast: false, reply });
    };
    const reply: Exchange["reply"] = (status, headers, body) => {
      isAnswering = false;
      let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
      for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
      const isRead = socket.write(`${head}\r\n${body}`, body === "" ? "latin1" : "utf8");
      if (socket.timeout !== server.keepAliveTimeout) socket.setTimeout(server.keepAliveTimeout);
      if (hasEnded) return void socket.end();
      // Whoever does not read the answers gets no more of them.
      if (!isRead) socket.pause().once("drain", () => socket.resume());
      else if (socket.isPaused()) socket.resume();
    };
    const onEnd = () => {
      hasEnded = true;
      if (!isAnswering) socket.end();
    };
    const giveUp = () => socket.destroy();
    const onClose = () => taken.delete(socket);
    const giveBack = (bytes: Buffer) => {
      taken.delete(socket);
      socket.off("data", onData).off("end", onEnd).off("close", onClose);
      socket.off("error", giveUp).off("timeout", giveUp).setTimeout(0);
      socket.pause().unshift(bytes);
      serve.call(server, socket);
      socket.resume();
    };
    taken.add(socket);
    socket.on("data", onData).on("end", onEnd).on("close", onClose);
    socket.on("error", giveUp).on("timeout", giveUp).setTimeout(server.headersTimeout);
  };

  server.off("connection", serve).on("connection", onConnection);
  return () => {
    server.off("connection", onConnection).on("connection", serve);
    for (const socket of taken) socket.destroy();
  };
}

const REQUEST_LINE = /^POST (\/[!-~]+) HTTP\/1\.1\r\n/;
const TO_A_CONNECTION = /(?:@|%40)connections\//;
/** https://datatracker.ietf.org/doc/html/rfc9110#section-5 */
const HEADER = /([!#$%&'*+.^_`|~\w-]+):([\t\x20-\x7e]*)\r\n/y;
/** What comes before the signature, which our own client writes last. */
const SIGNATURE = "\r\nauthorization: ";
const ONE_VALUE = /^[!-~](?:[ -~]*[!-~])?$/;
/** Headers that say more of the request, or of the answer, than is read here. */
const FURTHER = ["transfer-encoding", "expect", "upgrade", "trailer"];
const MAX_HEAD_LENGTH = 16_384;

/** @returns undefined if it is anything else, or not all of it, or has something unusual in its headers. */
export function readWholePost(
  bytes: Buffer,
): Pick<Exchange, "url" | "headers" | "body"> | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0 || end > MAX_HEAD_LENGTH) return undefined;
  const head = bytes.toString("latin1", 0, end + 2);
  const [line, url] = REQUEST_LINE.exec(head) ?? [];
  if (line === undefined || !TO_A_CONNECTION.test(url!)) return undefined;
  const headers = readHeaders(head.slice(line.length));
  const body = bytes.subarray(end + 4);
  if (headers?.["content-length"] !== String(body.length)) return undefined;
  return { url, headers, body };
}

/** The headers of the last request before its signature: a broadcast's posts differ in nothing else. */
let last: { text: string; headers: IncomingHttpHeaders } | undefined;

function readHeaders(text: string): IncomingHttpHeaders | undefined {
  const at = text.lastIndexOf(SIGNATURE);
  const before = text.slice(0, at + 2);
  const authorization = text.slice(at + SIGNATURE.length, -2);
  if (at < 0 || !ONE_VALUE.test(authorization)) return parseHeaders(text);
  if (before !== last?.text) {
    const headers = parseHeaders(before);
    if (!headers || "authorization" in headers) return undefined;
    last = { text: before, headers };
  }
  return { ...last.headers, authorization };
}

/** @returns undefined if there is anything unusual. */
function parseHeaders(text: string): IncomingHttpHeaders | undefined {
  const headers: IncomingHttpHeaders = {};
  for (let at = 0; at < text.length; at = HEADER.lastIndex) {
    HEADER.lastIndex = at;
    const [, written, value] = HEADER.exec(text) ?? [];
    const name = written?.toLowerCase();
    // How often a header may be there is for node:http to know.
    if (name === undefined || name in headers) return undefined;
    headers[name] = value!.trim();
  }
  const { host, connection = "keep-alive" } = headers;
  if (host === undefined || connection.toLowerCase() !== "keep-alive") return undefined;
  return FURTHER.some((name) => name in headers) ? undefined : headers;
}
