import { isIPv6, type Socket } from "node:net";

/** The host and port that a request is for, from its header Host. */
export interface HostHeader {
  /** In lower case and in its usual form, without brackets and without a dot at the end. */
  name: string;
  /** Undefined for the default port of the protocol. */
  port: number | undefined;
}

/** The header of the last request: most requests have the same. */
let lastHostHeader: { text: string; parsed: HostHeader | undefined } = {
  text: "",
  parsed: undefined,
};

/** Reads the header Host. @returns undefined if it is not `NAME` or `NAME:PORT`. */
export function parseHost(text: string): HostHeader | undefined {
  if (text !== lastHostHeader.text) lastHostHeader = { text, parsed: parse(text) };
  return lastHostHeader.parsed;
}

function parse(text: string): HostHeader | undefined {
  const [, name, port] = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (name === undefined || !URL.canParse(`http://${name}`)) return undefined;
  const { hostname } = new URL(`http://${name}`);
  return { name: plainName(hostname), port: port === undefined ? undefined : Number(port) };
}

/** A host name or address in its usual form: `LocalHost.` is `localhost`, `[::1]` is `::1`. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

/** Whether a host name or address is always this machine: `localhost`, 127.0.0.0/8 or `::1`. */
export function isLoopback(name: string): boolean {
  return name === "localhost" || name === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/** The address of one end of a socket; an IPv4 address is never written as IPv6. */
export function plainAddress(address: string | undefined): string {
  return (address ?? "").replace(/^::ffff:/, "");
}

/** Whether the other end is on this machine: it has a loopback address, or the address that it connected to. */
export function isFromThisMachine(socket: Pick<Socket, "remoteAddress" | "localAddress">): boolean {
  const remote = plainAddress(socket.remoteAddress);
  return isLoopback(remote) || (remote !== "" && remote === plainAddress(socket.localAddress));
}

/** `HOST:PORT` with brackets around an IPv6 address. */
export function hostAndPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
