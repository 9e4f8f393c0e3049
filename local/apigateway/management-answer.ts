import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { traceId } from "./ids";

/** What the management API answers. */
export interface Answer {
  status: number;
  /** Sent as `x-amzn-ErrorType`. */
  errorType?: string;
  message?: string;
  /** In place of a message. */
  body?: string;
}

/** Writes an answer in the headers that API Gateway sends, in their order. */
export function answer(
  response: ServerResponse,
  { status, errorType, message, body }: Answer,
  requestId: string,
  nowMs: number,
): void {
  // A denial by IAM writes its message with a capital letter.
  const isDenied = errorType === "AccessDeniedException";
  const field = isDenied ? "Message" : "message";
  const text = body ?? (message === undefined ? "" : JSON.stringify({ [field]: message }));
  const isTraced = status !== 400 && !isDenied;
  write(response, status, {
    "Content-Type": "application/json",
    ...(status !== 204 && { "Content-Length": String(Buffer.byteLength(text)) }),
    Connection: connectionHeader(response),
    "x-amzn-RequestId": randomUUID(),
    ...(errorType !== undefined && { "x-amzn-ErrorType": errorType }),
    "x-amz-apigw-id": requestId,
    ...(isTraced && { "X-Amzn-Trace-Id": `Root=${traceId(nowMs)}` }),
  });
  response.end(text);
}

/** A message that is too large is refused before the gateway looks at it, in bare headers. */
export function answerTooLarge(response: ServerResponse): void {
  write(response, 413, { "Content-Length": "0", Connection: connectionHeader(response) });
  response.end();
}

/** Without Node.js's own headers, which come last and in another form. */
function write(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.sendDate = false;
  response.writeHead(status, { Date: new Date().toUTCString(), ...headers });
}

function connectionHeader({ req }: ServerResponse): string {
  const isLast = req.httpVersion === "1.0" || /\bclose\b/i.test(req.headers.connection ?? "");
  return isLast ? "close" : "keep-alive";
}
