import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { IDLE_TIMEOUT_MS as CONNECTION_IDLE_MS } from "../apigateway/limits";
import type { Exposure } from "../shared/exposure";
import type { IssuerKey } from "../issuer/issuer-key";
import type { Clock } from "../shared/clock";
import type { Journal } from "../shared/journal";
import { IDLE_TIMEOUT_MS as ENVIRONMENT_IDLE_MS } from "../lambda/pool/pool";
import { act } from "./actions/actions";
import { assetOf } from "./assets";
import { pageActions } from "./actions/page-actions";
import { isAuthorized, isForPage, isSignIn, SECURITY_HEADERS } from "./security";
import { watchServices } from "./services/watch-services";
import { signIn } from "./sign-in";
import { PageStream } from "./stream";
import type { PageTarget } from "./target";

export interface Page {
  /** Whether the page alone answers a request. */
  owns(request: IncomingMessage): boolean;
  close(): void;
}

export interface PageDeps {
  server: Server;
  exposure: Exposure;
  /** The secret in the page's address, after `#`. */
  token: string;
  /** The idle timeout of execution environments, if it differs from AWS's. */
  idleTimeoutMs: number | undefined;
  /** Signs the tokens of the program's users on this machine. */
  issuerKey: () => IssuerKey;
  /** Undefined until the program is served. */
  target: () => PageTarget | undefined;
  clock: Clock;
  journal: Journal;
}

/** Serves the page at `/`, which shows the journal. */
export function startPage({
  server,
  exposure,
  token,
  issuerKey,
  target,
  clock,
  journal,
  ...rest
}: PageDeps): Page {
  const { idleTimeoutMs: environmentIdleMs = ENVIRONMENT_IDLE_MS } = rest;
  const limits = { connectionIdleMs: CONNECTION_IDLE_MS, environmentIdleMs };
  const watched = watchServices(target, journal, clock);
  const facts = { run: randomUUID(), limits };
  const stream = new PageStream(journal, clock, facts, () => watched.now());
  const { actions, close } = pageActions(target, issuerKey, journal);

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url } = request;
    if (isSignIn(url!)) return signIn(request, response, { tokens: target()?.tokens, issuerKey });
    const expected = url === "/page.actions" ? "POST" : "GET";
    if (method !== expected) return refuse(response, 405, { Allow: expected });
    if (url !== "/page.events" && url !== "/page.actions") {
      const { type, text } = await assetOf(url!);
      return response.writeHead(200, { ...SECURITY_HEADERS, "Content-Type": type }).end(text);
    }
    if (!isAuthorized(request, token)) return refuse(response, 403);
    if (url === "/page.actions") {
      const { status, body } = await act(request, actions);
      const headers = { ...SECURITY_HEADERS, "Content-Type": "application/json" };
      return response.writeHead(status, headers).end(JSON.stringify(body));
    }
    response.writeHead(200, { ...SECURITY_HEADERS, "Content-Type": "text/event-stream" });
    return stream.open(response);
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (!isForPage(request, exposure)) return;
    answer(request, response).catch(() => response.destroy());
  };
  server.on("request", onRequest);

  return {
    owns: (request) => isForPage(request, exposure),
    close() {
      server.off("request", onRequest);
      close();
      stream.close();
      watched.close();
    },
  };
}

function refuse(response: ServerResponse, status: number, headers = {}): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end();
}
