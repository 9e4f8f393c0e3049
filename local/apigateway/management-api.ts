import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock";
import type { Journal } from "../journal";
import type { Model } from "../model/model";
import { closeConnection, type Connection, type Connections } from "./connection";
import { requestId, traceId, type IdIssuer } from "./ids";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const MAX_MESSAGE_BYTES = 128 * 1024;

/** How much a connection that does not read may make us hold for it. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

export interface ManagementDeps {
  model: Model;
  connections: Connections;
  ids: IdIssuer;
  clock: Clock;
  journal: Journal;
}

/**
 * PostToConnection, GetConnection and DeleteConnection: `{verb} /{stage}/@connections/{connectionId}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export async function manage(
  request: IncomingMessage,
  response: ServerResponse,
  deps: ManagementDeps,
): Promise<void> {
  const answer = answerTo(response, deps.clock);
  const target = parsePath(request.url ?? "");
  const api = deps.model.apis.find(({ stages }) =>
    stages.some(({ name }) => name === target?.stage),
  );
  const operation = OPERATIONS[request.method ?? ""];
  if (!target || !api || !operation)
    return answer(403, { type: "ForbiddenException", message: "Forbidden" });
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { "Content-Length": 0 }).end();
    return;
  }
  const { connectionId } = target;
  const connection = deps.connections.get(connectionId);
  if (!connection && !deps.ids.issued(connectionId)) {
    return answer(400, {
      type: "BadRequestException",
      message: `Invalid connectionId: ${connectionId}`,
    });
  }
  // A connection cannot be reached before its $connect has ended.
  if (
    connection?.webSocket?.readyState !== connection?.webSocket?.OPEN ||
    connection?.apiId !== api.id
  ) {
    return answer(410, { type: "GoneException" });
  }
  operation(connection, body, answer, deps);
}

type Answer = (status: number, failure?: { type: string; message?: string }, text?: string) => void;
type Operation = (
  connection: Connection,
  body: Buffer,
  answer: Answer,
  deps: ManagementDeps,
) => void;

const OPERATIONS: Record<string, Operation> = {
  POST(connection, body, answer, { clock, journal }) {
    if (connection.webSocket!.bufferedAmount > MAX_BUFFERED_BYTES) {
      return answer(429, {
        type: "LimitExceededException",
        message: "The connection does not read its messages",
      });
    }
    connection.lastActiveAt = clock.now();
    // Always a text frame; what is not UTF-8 becomes U+FFFD.
    connection.webSocket!.send(body.toString("utf8"));
    journal.record("apigateway", "post", { connectionId: connection.id, bytes: body.length });
    answer(200);
  },

  GET({ sourceIp, userAgent, connectedAt, lastActiveAt }, _body, answer) {
    const description = {
      identity: { sourceIp, userAgent: userAgent ?? null },
      connectedAt: new Date(connectedAt).toISOString(),
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    };
    answer(200, undefined, JSON.stringify(description, null, 2).replace(/": /g, '" : '));
  },

  DELETE(connection, _body, answer) {
    closeConnection(connection, 1000, "Connection Closed Normally");
    answer(204);
  },
};

function parsePath(url: string): { stage: string; connectionId: string } | undefined {
  const [, stage, connectionId] = /^\/([^/]+)\/(?:@|%40)connections\/([^/?]+)/i.exec(url) ?? [];
  if (!stage || !connectionId) return undefined;
  try {
    return { stage, connectionId: decodeURIComponent(connectionId) };
  } catch {
    return { stage, connectionId };
  }
}

/** The whole body, or undefined if it is larger than a message may be. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_MESSAGE_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_MESSAGE_BYTES ? undefined : Buffer.concat(chunks);
}

function answerTo(response: ServerResponse, clock: Clock): Answer {
  return (status, failure, text) => {
    const body =
      text ?? (failure?.message === undefined ? "" : JSON.stringify({ message: failure.message }));
    response.writeHead(status, {
      "Content-Type": "application/json",
      ...(status !== 204 && { "Content-Length": Buffer.byteLength(body) }),
      "x-amzn-RequestId": randomUUID(),
      ...(failure && { "x-amzn-ErrorType": failure.type }),
      "x-amz-apigw-id": requestId(),
      "X-Amzn-Trace-Id": `Root=${traceId(clock.now())}`,
    });
    response.end(body);
  };
}
