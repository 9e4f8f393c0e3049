import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { requestId as newRequestId } from "./ids";
import type { IntegrationOutcome } from "./integration";

/** Why a handshake is refused. */
export interface Refusal {
  status: number;
  body: string;
  /** Sent as `x-amz-apigw-id`. */
  requestId: string;
  contentType?: string;
}

/** Answers a handshake with an HTTP status, in the headers that API Gateway sends, and ends the connection. */
export function refuse(socket: Duplex, { status, body, requestId, contentType }: Refusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`,
    `date: ${new Date().toUTCString()}`,
    `content-type: ${contentType ?? "application/json; charset=UTF-8"}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: keep-alive",
    ...(contentType ? [] : [`x-amz-apigw-id: ${requestId}`]),
  ];
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** A refusal by the gateway before there is a connection. */
export function refusal(status: number, message: string): Refusal {
  return { status, body: JSON.stringify({ message }), requestId: newRequestId() };
}

/** A refusal by the gateway that names the connection which would have been. */
export function connectionRefusal(
  status: number,
  message: string,
  connectionId: string,
  requestId: string,
): Refusal {
  return { status, requestId, body: JSON.stringify({ message, connectionId, requestId }) };
}

/** An error that is sent to a connection. API Gateway writes a space after the first colon and the commas only. */
export function errorFrame(message: string, connectionId: string, requestId: string): string {
  return `{"message": ${JSON.stringify(message)}, "connectionId":"${connectionId}", "requestId":"${requestId}"}`;
}

/** The HTTP answer to a handshake whose integration did not accept it. */
export function refusalFor(
  outcome: IntegrationOutcome,
  connectionId: string,
  requestId: string,
): Refusal | undefined {
  if (outcome.kind === "answered") {
    const { statusCode: status, body } = outcome;
    return status >= 200 && status < 300 ? undefined : { status, body, requestId };
  }
  const status = { functionError: 502, malformed: 500, forbidden: 500, timeout: 504 }[outcome.kind];
  const body = errorFrame(failureMessage(outcome), connectionId, requestId);
  return { status, body, requestId };
}

export function failureMessage({ kind }: IntegrationOutcome): string {
  // Unconfirmed: the message after an integration timed out.
  return kind === "timeout" ? "Endpoint request timed out" : "Internal server error";
}
