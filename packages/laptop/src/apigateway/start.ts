import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Model } from "../model/model";
import { destroyOnEnd } from "../shared/destroy-on-end";
import { InProgress } from "../shared/in-progress";
import { admit } from "./handshake/admission";
import { isOpen, touch, type Closed, type Connection } from "./connection";
import { acceptedHeaders } from "./handshake/http-upgrade";
import { inTurn } from "./handshake/in-turn";
import { AuthorizerCache } from "./http/authorization/authorizer-cache";
import { TokenKeys } from "./http/authorization/token-keys";
import { isForHttpApi } from "./http/endpoint";
import { serveHttpApis } from "./http/http-api";
import { IdIssuer } from "./ids";
import { ACCOUNT_REQUESTS_PER_SECOND, MAX_MESSAGE_BYTES } from "./limits";
import { isForManagement, managementApi } from "./management/management-api";
import { Metrics } from "./observe/metrics";
import { waitForProgram } from "./observe/wait-for-program";
import { handleDisconnect } from "./message/handle-disconnect";
import { holdBack } from "./message/hold-back";
import { handleMessage } from "./message/handle-message";
import { refuse } from "./responses";
import type { GatewayDeps, GatewayState } from "./state";
import { Throttling } from "./throttling";
import { openWebSocket } from "./message/web-socket";

export interface Gateway {
  /** Switches to a changed program. Open connections stay open and use its routes. */
  update(model: Model): void;
  /** The connection that was made from a port of this machine. */
  madeFrom(port: number): { socket: Socket; connectionId: string | undefined } | undefined;
  /** Handles a message as if an open connection had sent it. @returns false if it is not open. */
  receive(connectionId: string, body: string): boolean;
  /** Closes every connection, without `$disconnect`. */
  close(): Promise<void>;
}

/**
 * API Gateway's WebSocket APIs and HTTP APIs. Every event of a connection goes through AWS's phases, in
 * `handshake/admission.ts` for `$connect`, `message/handle-message.ts` for messages and
 * `message/handle-disconnect.ts` for `$disconnect`:
 * - route selection: `message/route-selection.ts`, for messages only.
 * - authorization: `handshake/authorization.ts`, for `$connect` only.
 * - integration request: builds the event, `integration/events.ts`.
 * - integration: calls the function, `integration/integrate.ts`.
 * - integration response, and route response: the answer to the handshake, or to a two-way message.
 * - access log and metrics: `observe/record-event.ts`.
 *
 * HTTP APIs are served on the same port: `http/http-api.ts`.
 * @param deps.server serves the handshakes, the management API and HTTP APIs.
 */
export function startGateway(model: Model, deps: GatewayDeps & { server: Server }): Gateway {
  const { server, journal, clock } = deps;
  const state: GatewayState = {
    ...deps,
    model,
    connections: new Map(),
    ids: new IdIssuer(),
    throttling: new Throttling(clock, deps.requestsPerSecond ?? ACCOUNT_REQUESTS_PER_SECOND),
    metrics: new Metrics(clock, journal),
  };
  const manage = managementApi(state);
  const kept = {
    keys: new TokenKeys(deps.userPoolKeys ?? (() => []), clock),
    cache: new AuthorizerCache(clock),
  };
  const serveHttp = serveHttpApis(state, kept);
  const { inProgress = new InProgress() } = deps;
  /** Every open connection by the other end's port, with its ID from when it is accepted. */
  const sockets = new Map<number, { socket: Socket; connectionId: string | undefined }>();
  /** Sockets whose handshakes are undecided. */
  const pending = new Set<Duplex>();
  const takeTurn = inTurn(deps.backlog);
  let isClosed = false;
  const subprotocols = new WeakMap<IncomingMessage, string>();
  const webSockets = new WebSocketServer({
    noServer: true,
    autoPong: false,
    // Unconfirmed [compression]: permessage-deflate is never negotiated.
    perMessageDeflate: false,
    // A second line of defense: `limitFrames` sees the bytes before `ws` does.
    maxPayload: 2 * MAX_MESSAGE_BYTES,
    handleProtocols: (_offered, request) => subprotocols.get(request) ?? false,
  });
  webSockets.on("headers", (lines) => lines.splice(0, lines.length, ...acceptedHeaders(lines)));

  const handshake = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const stopWatching = destroyOnEnd(socket);
    const waited = await waitForProgram("CONNECT", null, state);
    stopWatching();
    if (socket.destroyed) return;
    const admission = await admit(request, state);
    if (isClosed) return;
    if (!admission.admitted) {
      const { connectionId = null, refusal } = admission;
      journal.record("apigateway", "refuse", { connectionId, status: refusal.status, ...waited });
      return refuse(socket, refusal);
    }
    const { connection, subprotocol } = admission;
    const made = sockets.get(request.socket.remotePort!);
    if (made) made.connectionId = connection.id;
    if (subprotocol !== undefined) subprotocols.set(request, subprotocol);
    if (!socket.destroyed) {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        journal.record("apigateway", "connect", { ...descriptionOf(connection), ...waited });
        openWebSocket(connection, { webSocket, socket }, clock, {
          onMessage: holdBack(connection.id, webSocket, deps.backlog, (body) =>
            onMessage(connection, body),
          ),
          onPing: () => journal.record("apigateway", "ping", { connectionId: connection.id }),
          onClose: (closed) => disconnected(connection, closed),
        });
      });
    }
    // `$connect` accepted a connection that was cut meanwhile.
    if (!connection.webSocket)
      disconnected(connection, { code: 1006, reason: "", closedBy: "connection" });
  };

  const onMessage = (connection: Connection, body: string) => {
    inProgress.add(handleMessage(connection, body, state)).catch(failedFor(connection));
  };

  const disconnected = (connection: Connection, closed: Closed) => {
    state.connections.delete(connection.id);
    if (isClosed) return;
    journal.record("apigateway", "disconnect", { connectionId: connection.id, ...closed });
    inProgress.add(handleDisconnect(connection, closed, state)).catch(failedFor(connection));
  };

  const failedFor = (connection: Connection) => (error: Error) => {
    journal.record("apigateway", "error", { connectionId: connection.id, message: error.message });
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    pending.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => pending.delete(socket));
    takeTurn(socket, () => {
      inProgress
        .add(handshake(request, socket, head))
        .catch(() => socket.destroy())
        .finally(() => pending.delete(socket));
    });
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (deps.isForPage?.(request)) return;
    const { url = "", headers } = request;
    const isHttp =
      !isForManagement(request, state) && isForHttpApi(state.model, headers.host ?? "", url);
    const serve = isHttp ? serveHttp : manage;
    serve(request, response).catch(() => request.socket.destroy());
  };
  const onConnection = (socket: Socket) => {
    const port = socket.remotePort;
    if (port === undefined) return;
    sockets.set(port, { socket, connectionId: undefined });
    socket.once("close", () => sockets.delete(port));
  };
  server.on("request", onRequest).on("upgrade", onUpgrade).on("connection", onConnection);

  return {
    update(changed) {
      state.model = changed;
      kept.cache.clear();
    },
    madeFrom: (port) => sockets.get(port),
    receive(connectionId, body) {
      const connection = state.connections.get(connectionId);
      if (!connection || !isOpen(connection)) return false;
      touch(connection, clock.now());
      onMessage(connection, body);
      return true;
    },
    async close() {
      isClosed = true;
      server.off("request", onRequest).off("upgrade", onUpgrade).off("connection", onConnection);
      for (const socket of pending) socket.destroy();
      for (const webSocket of webSockets.clients) {
        webSocket.close(1001, "Going away");
        webSocket.terminate();
      }
      webSockets.close();
      state.metrics.record();
    },
  };
}

function descriptionOf(connection: Connection) {
  const { id: connectionId, apiId, stageName, sourceIp, userAgent, authorizer } = connection;
  const principalId = authorizer?.principalId;
  return {
    ...{ connectionId, apiId, stage: stageName, sourceIp, userAgent },
    ...(principalId && { principalId }),
  };
}
