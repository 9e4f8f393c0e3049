import type { IncomingMessage } from "node:http";
import { bodyFields } from "../observe/body-fields";
import { closeConnection, isFull, sendText, type Connection } from "../connection";
import type { Endpoint } from "../endpoints";
import type { Answer } from "./answer";
import type { GatewayState } from "../state";

/** A call that there is an operation for. */
export interface Call {
  request: IncomingMessage;
  endpoint: Endpoint;
  connectionId: string;
  operation: Operation;
  body: Buffer;
  requestId: string;
  /** When it came. */
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
      // Unconfirmed: the message of the status 429 for a connection that does not read.
      return limitExceeded("The connection does not read its messages");
    }
    // Always a text frame; what is not UTF-8 becomes U+FFFD.
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

/** How the last signature began: a broadcast signs its posts alike. */
let last = { beginning: "none", accessKeyId: "" };

/** Whose call it is: the access key ID in a signature of AWS's. */
function accessKeyIdOf({ headers }: IncomingMessage): string | undefined {
  const { authorization = "" } = headers;
  if (authorization.startsWith(last.beginning)) return last.accessKeyId;
  const [beginning, found] = /^.*?\bCredential=([^/]+)\//.exec(authorization) ?? [];
  if (beginning === undefined || found === undefined) return undefined;
  // Copies: the journal keeps the one, and a part of the header would keep all of it.
  const [kept, accessKeyId] = [beginning, found].map((text) => Buffer.from(text).toString());
  last = { beginning: kept!, accessKeyId: accessKeyId! };
  return accessKeyId;
}
