import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { traceId } from "../ids";

/** An answer of the management API. */
export interface Answer {
  status: number;
  /** Sent as `x-amzn-ErrorType`. */
  errorType?: string;
  message?: string;
  /** Sent instead of a message. */
  body?: string;
}

/** Sends the answer with API Gateway's headers, in their order. */
export function answer(
  response: ServerResponse,
  { status, errorType, message, body }: Answer,
  requestId: string,
  nowMs: number,
): void {
  // Only IAM's denials spell it "Message".
  const isDenied = errorType === "AccessDeniedException";
  const field = isDenied ? "Message" : "message";
  const text = body ?? (message === undefined ? "" : JSON.stringify({ [field]: message }));
  const headers = ["Date", new Date().toUTCString(), "Content-Type", "application/json"];
  if (status !== 204) headers.push("Content-Length", String(Buffer.byteLength(text)));
  headers.push("Connection", connectionHeader(response), "x-amzn-RequestId", randomUUID());
  if (errorType !== undefined) headers.push("x-amzn-ErrorType", errorType);
  headers.push("x-amz-apigw-id", requestId);
  if (status !== 400 && !isDenied) headers.push("X-Amzn-Trace-Id", `Root=${traceId(nowMs)}`);
  send(response, status, headers, text);
}

/** Refuses a message that is too large: AWS does so before the gateway sees it, with few headers. */
export function answerTooLarge(response: ServerResponse): void {
  const connection = connectionHeader(response);
  send(
    response,
    413,
    ["Date", new Date().toUTCString(), "Content-Length", "0", "Connection", connection],
    "",
  );
}

/** @param headers names and values in turn; no others are sent. */
function send(response: ServerResponse, status: number, headers: string[], body: string): void {
  // Node.js would write its own Date as the last header.
  response.sendDate = false;
  response.writeHead(status, headers).end(body);
}

/** Whether the connection serves another request, as a header says. */
export function connectionHeader({ req: { httpVersion, headers } }: ServerResponse): string {
  const isLast = httpVersion === "1.0" || /\bclose\b/i.test(headers.connection ?? "");
  return isLast ? "close" : "keep-alive";
}
