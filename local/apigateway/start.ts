import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Model } from "../model/model";
import { admit } from "./connect";
import { closeConnection, type Connection } from "./connection";
import { limitFrames } from "./frame-limit";
import { acceptedHeaders } from "./handshake";
import { IdIssuer } from "./ids";
import { limitLifetime } from "./lifetime";
import { MAX_MESSAGE_BYTES } from "./limits";
import { manage } from "./management-api";
import { routeDisconnect, routeMessage, touch } from "./message";
import { refuse } from "./responses";
import type { GatewayDeps, GatewayState } from "./state";
import { Throttling } from "./throttling";

export interface Gateway {
  /** Takes over changed APIs. Open connections stay open and follow the new routes. */
  update(model: Model): void;
  /** Closes every connection, without `$disconnect`. */
  close(): Promise<void>;
}

/**
 * API Gateway's WebSocket APIs.
 * @param deps.server where to listen for handshakes and for the management API.
 */
export function startGateway(model: Model, deps: GatewayDeps & { server: Server }): Gateway {
  const { server, journal, clock } = deps;
  const throttling = new Throttling(clock);
  const state: GatewayState = {
    ...deps,
    model,
    connections: new Map(),
    ids: new IdIssuer(),
    throttling,
  };
  const subprotocols = new WeakMap<IncomingMessage, string>();
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // A safety net: frames and messages are limited before `ws` reads them.
    maxPayload: 2 * MAX_MESSAGE_BYTES,
    handleProtocols: (_offered, request) => subprotocols.get(request) ?? false,
  });
  webSockets.on("headers", (lines) => lines.splice(0, lines.length, ...acceptedHeaders(lines)));

  const failedFor = (connection: Connection) => (error: Error) => {
    journal.record("apigateway", "error", { connectionId: connection.id, message: error.message });
  };

  const handshake = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    await deps.settled();
    const admission = await admit(request, state);
    if (!admission.admitted) {
      const { connectionId = null, refusal } = admission;
      journal.record("apigateway", "refuse", { connectionId, status: refusal.status });
      return refuse(socket, refusal);
    }
    const { connection, subprotocol } = admission;
    if (socket.destroyed) return disconnected(connection, { code: 1006, reason: "" });
    if (subprotocol !== undefined) subprotocols.set(request, subprotocol);
    webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      open(connection, webSocket, socket),
    );
  };

  const open = (connection: Connection, webSocket: WebSocket, socket: Duplex) => {
    connection.webSocket = webSocket;
    const { id, apiId, stageName, sourceIp } = connection;
    journal.record("apigateway", "connect", {
      connectionId: id,
      apiId,
      stage: stageName,
      sourceIp,
    });
    const lifetime = limitLifetime(connection, clock);
    // Unconfirmed: the reason of the close after a message or frame that is too big.
    limitFrames(socket, () => closeConnection(connection, 1009, "Message too big"));
    webSocket.on("message", (data, isBinary) => {
      if (connection.closedBy) return;
      touch(connection, state);
      if (isBinary) return closeConnection(connection, 1003, "Binary is not supported");
      routeMessage(connection, textOf(data), state).catch(failedFor(connection));
    });
    // Unconfirmed: that pings count as traffic.
    webSocket.on("ping", () => (connection.lastTrafficAt = clock.now()));
    // What is wrong with a frame is told by the close code that follows.
    webSocket.on("error", () => undefined);
    webSocket.on("close", (code, reason) => {
      lifetime.cancel();
      disconnected(connection, connection.closedBy ?? { code, reason: reasonText(code, reason) });
    });
  };

  const disconnected = (connection: Connection, closed: { code: number; reason: string }) => {
    state.connections.delete(connection.id);
    journal.record("apigateway", "disconnect", { connectionId: connection.id, ...closed });
    routeDisconnect(connection, closed, state).catch(failedFor(connection));
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    handshake(request, socket, head).catch(() => socket.destroy());
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    manage(request, response, state).catch(() => response.destroy());
  };
  server.on("request", onRequest).on("upgrade", onUpgrade);

  return {
    update(changed) {
      state.model = changed;
      throttling.reset();
    },
    async close() {
      server.off("request", onRequest).off("upgrade", onUpgrade);
      for (const { webSocket } of state.connections.values()) {
        webSocket?.removeAllListeners("close");
        webSocket?.close(1001, "Going away");
        webSocket?.terminate();
      }
      state.connections.clear();
      webSockets.close();
    },
  };
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString("utf8");
}

function reasonText(code: number, reason: Buffer): string {
  return code === 1005 ? "Client-side close frame status not set" : reason.toString("utf8");
}
