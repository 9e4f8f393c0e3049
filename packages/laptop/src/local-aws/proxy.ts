import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { pipeline, type Duplex } from "node:stream";
import { plainName } from "../shared/addresses";
import { isAnyAwsName } from "../shared/aws-names";
import { keepDoor } from "../shared/door";
import { LOCAL } from "../shared/exposure";
import { isSameSecret } from "../shared/ids/same-secret";
import { addressOf, closeServer, listen } from "../shared/listen";
import { proxyOfTheUser, throughProxy, type Address } from "./users-proxy";

export interface Proxy {
  /** With the credentials: `http://lambda:SECRET@127.0.0.1:PORT`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the proxy that environments use whose runtime has no resolution of its own: programs in Go and Python, curl.
 * AWS's names lead to the local services, which answer over TLS or refuse by name; all else is tunnelled untouched.
 * https://www.rfc-editor.org/rfc/rfc9110#name-connect
 * @param local where the local services answer.
 * @param domains further names that lead to them, in lower case, as they are at the moment.
 */
export async function startProxy(local: Address, domains: readonly string[] = []): Promise<Proxy> {
  const secret = randomBytes(16).toString("base64url");
  const expected = `Basic ${Buffer.from(`lambda:${secret}`).toString("base64")}`;
  const open = new Set<Duplex>();
  // Only CONNECT is served: in plain text nothing would prove the local services.
  const server = createServer((_request, response) => {
    response.writeHead(405, { Allow: "CONNECT", Connection: "close" }).end();
  });
  keepDoor(server, { service: "the proxy of environments", host: LOCAL.host });

  server.on("connect", (request: IncomingMessage, client: Socket, head: Buffer) => {
    client.on("error", () => undefined);
    if (!isSameSecret(request.headers["proxy-authorization"] ?? "", expected))
      return refuse(client, "407 Proxy Authentication Required", 'Basic realm="pulumi-laptop"');
    const asked = addressIn(request.url ?? "");
    if (!asked) return refuse(client, "400 Bad Request");
    open.add(client);
    client.once("close", () => open.delete(client));
    (isAws(asked, domains) ? connectTo(local) : reach(asked)).then(
      (server) => {
        if (client.destroyed) return void server.destroy();
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        client.unshift(head);
        // Either end may close first, or vanish.
        pipeline(client, server, client, () => undefined);
      },
      () => refuse(client, "502 Bad Gateway"),
    );
  });

  await listen(server, LOCAL.host, 0);
  return {
    url: `http://lambda:${secret}@${addressOf(server)}`,
    async close() {
      for (const socket of open) socket.destroy();
      await closeServer(server);
    },
  };
}

async function reach(address: Address): Promise<Socket> {
  const proxy = proxyOfTheUser(address, process.env);
  return proxy ? throughProxy(proxy, address) : connectTo(address);
}

function connectTo(address: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, allowHalfOpen: true, noDelay: true });
    socket.once("connect", () => resolve(socket)).once("error", reject);
  });
}

/** As inside Node.js: other ports of AWS's names are those of the user's own machines. */
function isAws({ host, port }: Address, domains: readonly string[]): boolean {
  return (port === 443 || port === 80) && (isAnyAwsName(host) || domains.includes(host));
}

/** @param target of CONNECT: `HOST:PORT`. */
function addressIn(target: string): Address | undefined {
  const [, host, port] = /^([^:]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(target) ?? [];
  if (host === undefined || Number(port) > 65_535) return undefined;
  return { host: plainName(host), port: Number(port) };
}

function refuse(client: Socket, status: string, authenticate?: string): void {
  const field = authenticate === undefined ? "" : `Proxy-Authenticate: ${authenticate}\r\n`;
  client.once("finish", () => client.destroy());
  client.end(`HTTP/1.1 ${status}\r\n${field}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}
