import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { requestId as newRequestId } from "./ids";
import type { IntegrationFailure } from "./integration/proxy-response";

/** The response to a handshake that is refused. */
export interface Refusal {
  status: number;
  body: string;
  /** Sent as `x-amz-apigw-id`. */
  requestId: string;
  contentType?: string;
}

/** An error: its status and message, and `$context.error.responseType`. */
export interface Fault {
  status: number;
  message: string;
  responseType: string;
}

/** The errors of failed integrations: the status of a handshake, or the message of an error frame. */
export const INTEGRATION_FAULTS: Record<IntegrationFailure, Fault> = {
  functionError: failure(502, "INTEGRATION_FAILURE"),
  malformed: failure(500, "INTEGRATION_FAILURE"),
  forbidden: failure(500, "API_CONFIGURATION_ERROR"),
  // Differs from AWS: a route to a part of the program that --without leaves out refuses with status 501.
  leftOut: {
    status: 501,
    message: "Left out of this run of pulumi-laptop (--without)",
    responseType: "INTEGRATION_FAILURE",
  },
  // Unconfirmed [connect-timeout]: the status 504 for a handshake whose integration takes too long.
  timeout: {
    status: 504,
    message: "Endpoint request timed out",
    responseType: "INTEGRATION_TIMEOUT",
  },
};

/** No route was found. */
export const NO_ROUTE: Fault = { status: 403, message: "Forbidden", responseType: "ACCESS_DENIED" };

// Unconfirmed [throttled-message]: the text of the frame for a throttled message; here "Too Many Requests".
export const THROTTLED: Fault = {
  status: 429,
  message: "Too Many Requests",
  responseType: "THROTTLED",
};

/** A refused connection that does not read the response is destroyed after this time. */
const REFUSED_TIMEOUT_MS = 10_000;

/** Refuses a handshake with API Gateway's headers, and ends the connection. */
export function refuse(socket: Duplex, { status, body, requestId, contentType }: Refusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`,
    `date: ${new Date().toUTCString()}`,
    `content-type: ${contentType ?? "application/json; charset=UTF-8"}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: keep-alive",
    ...(contentType ? [] : [`x-amz-apigw-id: ${requestId}`]),
  ];
  const timer = setTimeout(() => socket.destroy(), REFUSED_TIMEOUT_MS).unref();
  socket.once("close", () => clearTimeout(timer)).once("finish", () => socket.destroy());
  // Discard what else arrives: closing a socket with unread bytes resets it and loses the response.
  socket.resume().end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** A refusal before there is a connection ID. */
export function refusal(status: number, message: string): Refusal {
  return { status, body: JSON.stringify({ message }), requestId: newRequestId() };
}

/** A refusal that names the connection ID and the request ID. */
export function connectionRefusal(
  { status, message }: Pick<Fault, "status" | "message">,
  connectionId: string,
  requestId: string,
): Refusal {
  // Unconfirmed [authorizer-refusal-spaces]: the spaces in the body of a handshake that an authorizer refuses; here none.
  return { status, requestId, body: JSON.stringify({ message, connectionId, requestId }) };
}

/** An error frame. API Gateway writes spaces only after the first colon and after the commas. */
export function errorFrame(message: string, connectionId: string, requestId: string): string {
  return `{"message": ${JSON.stringify(message)}, "connectionId":"${connectionId}", "requestId":"${requestId}"}`;
}

/** API Gateway shows the last four digits of the account in the resource, and the caller's in full. */
export function maskAccount(message: string): string {
  return message.replace(
    /( on resource: arn:[^:]+:execute-api:[^:]*:)\d{8}(\d{4}:)/,
    "$1********$2",
  );
}

function failure(status: number, responseType: string): Fault {
  return { status, message: "Internal server error", responseType };
}
