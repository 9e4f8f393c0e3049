import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Denial } from "../iam/access";
import { closeConnection, isOpen, type Connection } from "./connection";
import { findEndpoint } from "./endpoints";
import { requestId, traceId } from "./ids";
import { MAX_BUFFERED_BYTES, MAX_MESSAGE_BYTES } from "./limits";
import { touch } from "./message";
import { executionArn, logAccess, type GatewayState } from "./state";

/**
 * PostToConnection, GetConnection and DeleteConnection: `{verb} /{stage}/@connections/{connectionId}`. A
 * connection is reached through every stage of its API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export async function manage(
  request: IncomingMessage,
  response: ServerResponse,
  state: GatewayState,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  const answer = answerTo(response, state);
  const endpoint = findEndpoint(state.model, headers.host ?? "", url);
  // Unconfirmed: the answer to a plain GET of a stage.
  if (endpoint?.rest === "" && method === "GET") {
    return void answer(426, { type: "UpgradeRequired", message: "Upgrade Required" });
  }
  const connectionId = connectionIdOf(endpoint?.rest ?? "");
  const operation = OPERATIONS[method];
  if (!endpoint || connectionId === undefined || !operation) {
    return void answer(403, FORBIDDEN);
  }
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { "Content-Length": 0 }).end();
    return;
  }
  const { api, stage } = endpoint;
  const status = (() => {
    // An ID that was never issued is refused before the caller is looked at.
    if (!state.ids.issued(connectionId)) {
      const message = `Invalid connectionId: ${connectionId}`;
      return answer(400, { type: "BadRequestException", message });
    }
    const path = `${stage.name}/${method}/@connections/{connectionId}`;
    const resource = executionArn(state, api.id, path);
    const denial = state.access.check({ method, url, headers, body }, "execute-api", [
      { action: "execute-api:ManageConnections", resource },
    ]);
    if (denial) return answer(denial.status, denial);
    if (!state.throttling.admitsRequest()) {
      return answer(429, { type: "LimitExceededException", message: "Too Many Requests" });
    }
    const connection = state.connections.get(connectionId);
    if (connection?.apiId !== api.id || !isOpen(connection))
      return answer(410, { type: "GoneException" });
    return operation(connection, body, answer, state);
  })();
  const routeKey = `${method} /@connections/{connectionId}`;
  const facts = { apiId: api.id, stage: stage.name, connectionId, routeKey };
  logAccess(state, stage, { ...facts, eventType: "CONNECTION_API", status });
}

type Failure = Pick<Denial, "type"> & { message?: string };
/** Writes the answer. @returns its status. */
type Answer = (status: number, failure?: Failure, text?: string) => number;
type Operation = (
  connection: Connection,
  body: Buffer,
  answer: Answer,
  state: GatewayState,
) => number;

const FORBIDDEN = { type: "ForbiddenException", message: "Forbidden" };

const OPERATIONS: Record<string, Operation> = {
  POST(connection, body, answer, state) {
    if (connection.webSocket!.bufferedAmount > MAX_BUFFERED_BYTES) {
      const message = "The connection does not read its messages";
      return answer(429, { type: "LimitExceededException", message });
    }
    touch(connection, state);
    // Always a text frame; what is not UTF-8 becomes U+FFFD.
    connection.webSocket!.send(body.toString("utf8"));
    const fields = { connectionId: connection.id, bytes: body.length };
    state.journal.record("apigateway", "post", fields);
    return answer(200);
  },

  GET({ sourceIp, userAgent, connectedAt, lastActiveAt }, _body, answer) {
    const description = {
      identity: { sourceIp, userAgent: userAgent ?? null },
      connectedAt: new Date(connectedAt).toISOString(),
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    };
    const text = JSON.stringify(description, null, 2).replace(/^( *"\w+"): /gm, "$1 : ");
    return answer(200, undefined, text);
  },

  DELETE(connection, _body, answer) {
    closeConnection(connection, 1000, "Connection Closed Normally");
    return answer(204);
  },
};

/** The ID of `/@connections/{connectionId}`, whose `=` may be encoded or not. */
function connectionIdOf(path: string): string | undefined {
  const encoded = /^\/(?:@|%40)connections\/([^/]+)$/i.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
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

function answerTo(response: ServerResponse, { clock }: GatewayState): Answer {
  return (status, failure, text) => {
    // A denial by IAM writes its message with a capital letter.
    const field = failure?.type === "AccessDeniedException" ? "Message" : "message";
    const message = failure?.message;
    const body = text ?? (message === undefined ? "" : JSON.stringify({ [field]: message }));
    const isTraced = status !== 400 && failure?.type !== "AccessDeniedException";
    response.writeHead(status, {
      "Content-Type": "application/json",
      ...(status !== 204 && { "Content-Length": Buffer.byteLength(body) }),
      "x-amzn-RequestId": randomUUID(),
      ...(failure && { "x-amzn-ErrorType": failure.type }),
      "x-amz-apigw-id": requestId(),
      ...(isTraced && { "X-Amzn-Trace-Id": `Root=${traceId(clock.now())}` }),
    });
    response.end(body);
    return status;
  };
}
