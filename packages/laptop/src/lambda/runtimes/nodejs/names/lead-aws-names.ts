import { Socket, type TcpNetConnectOpts } from "node:net";
import tls, { type SecureContextOptions } from "node:tls";
import type { LocalNames } from "../../../../shared/tls/local-names";

/** Of a connection, as far as it decides where it leads. */
interface Target {
  host?: string | undefined;
  port?: number | string | undefined;
  servername?: string | undefined;
  path?: string | undefined;
}

const AWS = /\.(amazonaws\.com(\.cn)?|api\.aws)\.?$/i;

/**
 * Leads every connection of this process to AWS's names and the program's, on the ports of HTTPS and HTTP, to the local
 * services, whatever opens it: `https`, `http2`, `fetch` or an SDK. Other names and ports are left alone.
 */
export function leadAwsNames(names: LocalNames): void {
  process.env.NODE_EXTRA_CA_CERTS ??= names.certificateFile;
  leadConnections(names);
  trustCertificate(names);
}

function leadConnections({ host, port, domains }: LocalNames): void {
  const connect = Socket.prototype.connect as (this: Socket, ...values: unknown[]) => Socket;
  Socket.prototype.connect = function (this: Socket, ...values: unknown[]): Socket {
    const { options, rest } = split(values);
    if (!isLed(options, domains)) return connect.apply(this, values);
    // Without `lookup`, which would resolve the address of the local service.
    const led: TcpNetConnectOpts = { ...options, host, port, lookup: undefined };
    return connect.call(this, led, ...rest);
  };
}

/** The options and the callback of the ways to call `connect`. Node.js itself calls it with an array of both. */
function split([first, second, ...rest]: unknown[]): { options: Target; rest: unknown[] } {
  if (Array.isArray(first)) return split(first as unknown[]);
  if (typeof first === "object" && first) {
    return { options: first, rest: typeof second === "function" ? [second] : [] };
  }
  const host = typeof second === "string" ? second : undefined;
  const listener = typeof second === "function" ? second : rest[0];
  const options = { port: first as Target["port"], host };
  return { options, rest: typeof listener === "function" ? [listener] : [] };
}

/**
 * Trusts the local services' certificate for the local services alone. Not by NODE_EXTRA_CA_CERTS, which
 * makes Node.js read every certificate of its own at its start: that doubles a cold start.
 */
function trustCertificate({ port, own, domains, certificate }: LocalNames): void {
  const createSecureContext = tls.createSecureContext;
  tls.createSecureContext = (options?: SecureContextOptions & Target) => {
    const isLocal =
      isLed(options, domains) ||
      (Number(options?.port) === port && own.includes(options?.host ?? ""));
    const isTrusted = isLocal && options?.ca === undefined;
    return createSecureContext(isTrusted ? { ...options, ca: certificate } : options);
  };
}

function isLed({ host, port, path }: Target = {}, domains: readonly string[]): boolean {
  const isWeb = Number(port) === 443 || Number(port) === 80;
  if (!isWeb || typeof host !== "string" || path) return false;
  return AWS.test(host) || domains.includes(host.toLowerCase());
}
