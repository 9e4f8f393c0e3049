import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Clock } from "../clock";
import type { Journal } from "../journal";
import type { Model, Stage, WebSocketApi } from "../model/model";
import { closeConnection, type Connection, type Connections } from "./connection";
import { connectEvent, disconnectEvent, messageEvent } from "./events";
import { errorBody, handshakeFault, refuse, subprotocolOf } from "./handshake";
import { IdIssuer, requestId } from "./ids";
import { integrate, type IntegrationOutcome, type Invoke } from "./integration";
import { manage, MAX_MESSAGE_BYTES } from "./management-api";
import { selectRoute } from "./route-selection";

export interface Gateway {
  /** Takes over changed APIs. Open connections stay open and follow the new routes. */
  update(model: Model): void;
  /** Closes every connection, without `$disconnect`. */
  close(): Promise<void>;
}

export interface GatewayDeps {
  /** Where to listen for handshakes and for the management API. */
  server: Server;
  invoke: Invoke;
  /** Settles when no change of the program is on its way; events wait for it. */
  settled(): Promise<void>;
  clock: Clock;
  journal: Journal;
}

/** API Gateway's WebSocket APIs: AWS's own phases, one function each. */
export function startGateway(initialModel: Model, deps: GatewayDeps): Gateway {
  const { server, clock, journal } = deps;
  const connections: Connections = new Map();
  const ids = new IdIssuer();
  const protocols = new WeakMap<IncomingMessage, string>();
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (_offered, request) => protocols.get(request) ?? false,
  });
  let model = initialModel;

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    manage(request, response, { model, connections, ids, clock, journal }).catch(() =>
      response.destroy(),
    );
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    handshake(request, socket, head).catch(() => socket.destroy());
  };

  /** Authorization and `$connect`, before the connection is made. */
  const handshake = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    await deps.settled();
    const fault = handshakeFault(request);
    if (fault) return refuse(socket, 400, JSON.stringify({ message: fault }));
    const found = findStage(model, request.url ?? "/");
    if (!found) return refuse(socket, 403, JSON.stringify({ message: "Forbidden" }));
    const connection = newConnection(ids.connectionId(), found, request, clock.now());
    connections.set(connection.id, connection);
    const refusal = await runConnect(connection, request);
    if (refusal || socket.destroyed) {
      connections.delete(connection.id);
      journal.record("apigateway", "refuse", {
        connectionId: connection.id,
        status: refusal?.status ?? 0,
      });
      if (refusal) refuse(socket, refusal.status, refusal.body, refusal.requestId);
      else void runDisconnect(connection, 1006, "");
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => open(connection, webSocket));
  };

  const runConnect = async (connection: Connection, request: IncomingMessage) => {
    const route = apiOf(connection)?.routes.get("$connect");
    if (!route) return undefined;
    const event = connectEvent(connection, request, clock.now());
    const outcome = await integrate(route.integration, event, deps);
    if (outcome.kind === "answered" && outcome.statusCode >= 200 && outcome.statusCode < 300) {
      const protocol = subprotocolOf(outcome.headers);
      if (protocol) protocols.set(request, protocol);
      return undefined;
    }
    return refusalFor(outcome, connection.id, event.requestContext.requestId);
  };

  const open = (connection: Connection, webSocket: WebSocket) => {
    connection.webSocket = webSocket;
    const { id, apiId, stage, sourceIp } = connection;
    journal.record("apigateway", "connect", {
      connectionId: id,
      apiId,
      stage: stage.name,
      sourceIp,
    });
    webSocket.on("message", (data, isBinary) => {
      if (isBinary) return closeConnection(connection, 1003, "Binary is not supported");
      runMessage(connection, textOf(data)).catch((error: Error) => {
        journal.record("apigateway", "error", { connectionId: id, message: error.message });
      });
    });
    // What is wrong with a frame is told by the close code that follows.
    webSocket.on("error", () => undefined);
    webSocket.on("close", (code, reason) => {
      connections.delete(id);
      const closed = connection.closedBy ?? { code, reason: reasonText(code, reason) };
      journal.record("apigateway", "disconnect", { connectionId: id, ...closed });
      void runDisconnect(connection, closed.code, closed.reason);
    });
  };

  const runMessage = async (connection: Connection, body: string) => {
    await deps.settled();
    connection.lastActiveAt = clock.now();
    const api = apiOf(connection);
    const route = api && selectRoute(api, body);
    journal.record("apigateway", "message", {
      connectionId: connection.id,
      routeKey: route?.routeKey ?? null,
      bytes: Buffer.byteLength(body),
    });
    if (!route) return sendError(connection, "Forbidden", requestId());
    const event = messageEvent(connection, route.routeKey, body, clock.now());
    const outcome = await integrate(route.integration, event, deps);
    if (outcome.kind !== "answered")
      sendError(connection, messageFor(outcome), event.requestContext.requestId);
  };

  const runDisconnect = async (connection: Connection, code: number, reason: string) => {
    await deps.settled();
    const route = apiOf(connection)?.routes.get("$disconnect");
    if (route)
      await integrate(
        route.integration,
        disconnectEvent(connection, code, reason, clock.now()),
        deps,
      );
  };

  const sendError = (connection: Connection, message: string, id: string) => {
    journal.record("apigateway", "errorFrame", { connectionId: connection.id, message });
    connection.webSocket?.send(errorBody(message, connection.id, id));
  };

  const apiOf = ({ apiId }: Connection) => model.apis.find(({ id }) => id === apiId);

  server.on("request", onRequest).on("upgrade", onUpgrade);
  return {
    update(changed) {
      model = changed;
    },
    async close() {
      server.off("request", onRequest).off("upgrade", onUpgrade);
      for (const { webSocket } of connections.values()) {
        webSocket?.removeAllListeners("close");
        webSocket?.close(1001, "Going away");
        webSocket?.terminate();
      }
      connections.clear();
      webSockets.close();
    },
  };
}

function findStage(model: Model, url: string): { api: WebSocketApi; stage: Stage } | undefined {
  const path = url.split("?", 1)[0]!.replace(/\/$/, "");
  for (const api of model.apis) {
    const stage = api.stages.find(({ name }) => path === `/${name}`);
    if (stage) return { api, stage };
  }
  return undefined;
}

function newConnection(
  id: string,
  { api, stage }: { api: WebSocketApi; stage: Stage },
  { headers, socket }: IncomingMessage,
  nowMs: number,
): Connection {
  return {
    id,
    apiId: api.id,
    stage,
    domainName: headers.host ?? "",
    sourceIp: socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
    userAgent: headers["user-agent"],
    connectedAt: nowMs,
    lastActiveAt: nowMs,
    webSocket: undefined,
    closedBy: undefined,
  };
}

/** The HTTP answer to a handshake whose `$connect` was not successful. */
function refusalFor(outcome: IntegrationOutcome, connectionId: string, id: string) {
  if (outcome.kind === "answered")
    return { status: outcome.statusCode, body: outcome.body, requestId: id };
  const status = { functionError: 502, malformed: 500, timeout: 504 }[outcome.kind];
  return { status, body: errorBody(messageFor(outcome), connectionId, id), requestId: id };
}

function messageFor({ kind }: IntegrationOutcome): string {
  return kind === "timeout" ? "Endpoint request timed out" : "Internal server error";
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString("utf8");
}

function reasonText(code: number, reason: Buffer): string {
  return code === 1005 ? "Client-side close frame status not set" : reason.toString("utf8");
}
