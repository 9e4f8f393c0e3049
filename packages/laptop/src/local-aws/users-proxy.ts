import { request } from "node:http";
import { request as requestSecurely } from "node:https";
import type { Socket } from "node:net";
import { hostAndPort, isLoopback } from "../shared/addresses";

export interface Address {
  host: string;
  port: number;
}

/**
 * The proxy by which this machine reaches an address over HTTPS, by the variables that curl reads.
 * https://curl.se/docs/manpage.html#ENVIRONMENT
 * @returns undefined if it is reached directly.
 */
export function proxyOfTheUser(
  { host, port }: Address,
  variables: NodeJS.ProcessEnv,
): URL | undefined {
  const value = (name: string) => variables[name] || variables[name.toUpperCase()] || "";
  const proxy = value("https_proxy") || value("all_proxy");
  if (!proxy || isLoopback(host)) return undefined;
  const exceptions = value("no_proxy")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const isException = exceptions.some((exception) => {
    if (exception === "*") return true;
    const [, name = "", ofPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception)!;
    if (ofPort !== undefined && Number(ofPort) !== port) return false;
    return host === name || host.endsWith(`.${name}`);
  });
  return isException ? undefined : new URL(proxy.includes("://") ? proxy : `http://${proxy}`);
}

/** Connects to an address through a proxy. Rejects if the proxy is of another kind than HTTP, or refuses. */
export function throughProxy(proxy: URL, { host, port }: Address): Promise<Socket> {
  const path = hostAndPort(host, port);
  const { protocol, hostname, username, password } = proxy;
  const user = [username, password].map(decodeURIComponent).join(":");
  const authorization = `Basic ${Buffer.from(user).toString("base64")}`;
  const headers = { Host: path, ...(username && { "Proxy-Authorization": authorization }) };
  const isSecure = protocol === "https:";
  const connecting = (isSecure ? requestSecurely : request)({
    protocol,
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: proxy.port || (isSecure ? 443 : 80),
    method: "CONNECT",
    path,
    headers,
    agent: false,
  });
  return new Promise((resolve, reject) => {
    connecting.once("error", reject).once("connect", ({ statusCode }, socket: Socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        return reject(new Error(`The proxy answered ${statusCode}.`));
      }
      socket.unshift(head);
      resolve(socket);
    });
    connecting.end();
  });
}
