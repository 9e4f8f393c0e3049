import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { isLoopback, parseHost, plainAddress, plainName } from "./addresses";
import type { Journal } from "./journal";
import { isLoopbackOrigin, parseOrigin } from "./exposure";

export interface Door {
  /** What is behind it, in messages: `DynamoDB`. */
  service: string;
  /** The host or address that the server listens on, as the user wrote it. */
  host: string;
  /** Whether a request may come under another name, on any port: a name of AWS's, a custom domain. */
  serves?: (name: string) => boolean;
  /** Whether pages may make a request as they may open WebSockets: one to an HTTP API. */
  isForPages?: (request: IncomingMessage) => boolean;
  /** Whether the program itself lets pages of the request's origin make it: CORS of an HTTP API names the origin. */
  isForItsPages?: (request: IncomingMessage) => boolean;
  /** Origins whose pages may open WebSockets, and make such requests; `*` for all. None if not given. */
  allowOrigins?: readonly string[];
  /** Where refusals are recorded, if anywhere. */
  journal?: Journal;
}

/** The most different refusals that are recorded. */
const MAX_RECORDED = 100;

/**
 * Lets in what programs and pages of this machine ask, and what other pages may: nothing, but WebSockets and
 * requests to HTTP APIs of `allowOrigins`, and requests to an HTTP API that names their origin. A signature is no proof of where a request comes from: a page could have been given one.
 * - The host must be a name of this machine's. A site whose name resolves to this machine has its own there.
 * - The origin must be the server's own, or absent.
 *
 * Replaces `emit`, so that no listener of the server sees what is refused, whenever it was added.
 */
export function keepDoor(server: Server, door: Door): void {
  const recorded = new Set<string>();
  let own = server.address() as AddressInfo | null;
  // It stays the same while the server listens.
  server.on("listening", () => (own = server.address() as AddressInfo));
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...parts: unknown[]): boolean => {
    const isUpgrade = event === "upgrade";
    if (!isUpgrade && event !== "request") return emit(event, ...parts);
    const [request, outlet] = parts as [IncomingMessage, ServerResponse | Duplex];
    const refusal = refusalOf(request, isUpgrade, door, own);
    if (!refusal) return emit(event, ...parts);
    const { status, message, type } = refusal;
    if (!recorded.has(message) && recorded.size < MAX_RECORDED) {
      recorded.add(message);
      door.journal?.record("iam", "refuse", { message, type });
    }
    request.on("error", () => undefined).resume();
    if (isUpgrade) refuseUpgrade(outlet as Duplex, status);
    else refuse(outlet as ServerResponse, status);
    return true;
  };
}

interface Refusal {
  status: 400 | 403;
  type: "MalformedRequest" | "ForeignHost" | "ForeignOrigin";
  message: string;
}

function refusalOf(
  request: IncomingMessage,
  isUpgrade: boolean,
  { service, host, serves, isForPages, isForItsPages, allowOrigins = [] }: Door,
  address: AddressInfo | null,
): Refusal | undefined {
  const { url = "", headers, rawHeaders, socket } = request;
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
  const asked = hosts.length === 1 ? parseHost(headers.host ?? "") : undefined;
  // A target that names a host is meant for a proxy.
  if (!asked || !url.startsWith("/")) {
    const message = `A request to ${service} was refused: it must have one header Host and a path.`;
    return { status: 400, type: "MalformedRequest", message };
  }
  const isOwn = isOwnName(asked.name, host, socket.localAddress);
  const defaultPort = "encrypted" in socket ? 443 : 80;
  if (!serves?.(asked.name) && !(isOwn && (asked.port ?? defaultPort) === address?.port)) {
    const message = `A request to ${service} for the host ${quoted(headers.host)} was refused. Use the address that is printed, or name the host with --host.`;
    return { status: 403, type: "ForeignHost", message };
  }
  const { origin } = headers;
  const isOpen = isUpgrade || (origin !== undefined && isForPages?.(request) === true);
  if (isOpen ? mayConnect(origin, headers.host!, allowOrigins) : isOwnPage(headers)) {
    return undefined;
  }
  if (isOpen && !isUpgrade && isForItsPages?.(request)) return undefined;
  const from = origin === undefined ? "another site" : quoted(origin);
  const way =
    isOpen && allowOrigins.length === 0 ? ` --allow-origin ${from} lets its pages connect.` : "";
  const message = `A page of ${from} called ${service} and was refused.${way}`;
  return { status: 403, type: "ForeignOrigin", message };
}

/** Whether a name is this machine's: a loopback one, the one that was asked for, or the address of the socket. */
export function isOwnName(name: string, host: string, localAddress: string | undefined): boolean {
  return isLoopback(name) || name === plainName(host) || name === plainAddress(localAddress);
}

/** Whether a request comes from a program or from the server's own page, or opens the page in a tab. */
function isOwnPage({ host = "", origin, ...headers }: IncomingMessage["headers"]): boolean {
  if (origin !== undefined) return isOriginOf(origin, host);
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return true;
  return headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
}

/** Whether a page may open a WebSocket. Programs send no origin; servers on this machine are the developer's own. */
function mayConnect(text: string | undefined, host: string, allowed: readonly string[]): boolean {
  if (text === undefined || isOriginOf(text, host) || allowed.includes("*")) return true;
  // Differs from AWS: a stage refuses WebSockets and requests of web pages on other machines unless --allow-origin names their origin, or the CORS configuration of the HTTP API does.
  const origin = parseOrigin(text);
  return origin !== undefined && (isLoopbackOrigin(origin) || allowed.includes(origin));
}

function isOriginOf(origin: string, host: string): boolean {
  const lower = origin.toLowerCase();
  return ["http://", "https://"].some((scheme) => lower === scheme + host.toLowerCase());
}

/** For a terminal: what a stranger wrote, without control characters. */
function quoted(text = ""): string {
  return JSON.stringify(text.slice(0, 100)).replace(/[^ -~]/g, "?");
}

const BODY = '{"message":"Forbidden"}';

function refuse(response: ServerResponse, status: number): void {
  const headers = { "Content-Type": "application/json", "Content-Length": BODY.length };
  response.writeHead(status, { ...headers, Connection: "close" }).end(BODY);
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json",
    `content-length: ${BODY.length}`,
    "connection: close",
  ];
  socket.on("error", () => undefined).once("finish", () => socket.destroy());
  // Closing a socket with unread bytes resets it and loses the response.
  socket.resume().end(`${head.join("\r\n")}\r\n\r\n${BODY}`);
}
