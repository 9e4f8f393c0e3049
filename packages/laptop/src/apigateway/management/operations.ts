import type { IncomingMessage } from "node:http";
import { bodyFields } from "../observe/body-fields";
import { closeConnection, isFull, sendText, type Connection } from "../connection";
import type { Endpoint } from "../endpoints";
import type { Answer } from "./answer";
import type { GatewayState } from "../state";

/** A call of an operation of the management API. */
export interface Call {
  request: IncomingMessage;
  endpoint: Endpoint;
  connectionId: string;
  operation: Operation;
  body: Buffer;
  requestId: string;
  /** When the request arrived. */
  nowMs: number;
}

type Operation = (
  connection: Connection | undefined,
  { body, request }: Call,
  state: GatewayState,
) => Answer;

const GONE: Answer = { status: 410, errorType: "GoneException" };

/** By the method of the request. */
export const OPERATIONS: Record<string, Operation> = {
  POST(connection, { body, request }, { clock, journal }) {
    if (!connection) return GONE;
    if (isFull(connection)) {
      // Unconfirmed [slow-reader-message]: the message of the status 429 for a connection that does not read.
      return limitExceeded("The connection does not read its messages");
    }
    // Always a text frame; bytes that are not UTF-8 become U+FFFD.
    const text = body.toString("utf8");
    sendText(connection, text, clock.now());
    journal.record("apigateway", "post", {
      connectionId: connection.id,
      ...bodyFields(text),
      accessKeyId: accessKeyIdOf(request),
    });
    return { status: 200 };
  },

  GET(connection) {
    if (!connection) return GONE;
    const { sourceIp, userAgent, connectedAt, lastActiveAt } = connection;
    const description = {
      identity: { sourceIp, userAgent: userAgent ?? null },
      connectedAt: new Date(connectedAt).toISOString(),
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    };
    const text = JSON.stringify(description, null, 2).replace(/^( *"\w+"): /gm, "$1 : ");
    return { status: 200, body: text };
  },

  DELETE(connection) {
    if (!connection) return GONE;
    closeConnection(connection, 1000, "Connection Closed Normally");
    return { status: 204 };
  },
};

export function limitExceeded(message: string): Answer {
  return { status: 429, errorType: "LimitExceededException", message };
}

/** The caller: the access key ID of the signature. */
function accessKeyIdOf({ headers }: IncomingMessage): string | undefined {
  const [, credential] = (headers.authorization ?? "").split("Credential=", 2);
  const found = credential?.split("/", 1)[0];
  // A copy: the journal keeps it, and a substring would keep the whole header in memory.
  return found && Buffer.from(found).toString();
}
