import { randomUUID } from "node:crypto";
import type { Exchange } from "./exchange";
import { traceId } from "../ids";

/** What the management API answers. */
export interface Answer {
  status: number;
  /** Sent as `x-amzn-ErrorType`. */
  errorType?: string;
  message?: string;
  /** In place of a message. */
  body?: string;
}

/** Answers in the headers that API Gateway sends, in their order. */
export function answer(
  exchange: Exchange,
  { status, errorType, message, body }: Answer,
  requestId: string,
  nowMs: number,
): void {
  // A denial by IAM writes its message with a capital letter.
  const isDenied = errorType === "AccessDeniedException";
  const field = isDenied ? "Message" : "message";
  const text = body ?? (message === undefined ? "" : JSON.stringify({ [field]: message }));
  const headers = ["Date", httpDate(), "Content-Type", "application/json"];
  if (status !== 204) headers.push("Content-Length", String(Buffer.byteLength(text)));
  headers.push("Connection", connectionHeader(exchange), "x-amzn-RequestId", randomUUID());
  if (errorType !== undefined) headers.push("x-amzn-ErrorType", errorType);
  headers.push("x-amz-apigw-id", requestId);
  if (status !== 400 && !isDenied) headers.push("X-Amzn-Trace-Id", `Root=${traceId(nowMs)}`);
  exchange.reply(status, headers, text);
}

/** A message that is too large is refused before the gateway looks at it, in bare headers. */
export function answerTooLarge(exchange: Exchange): void {
  const connection = connectionHeader(exchange);
  exchange.reply(413, ["Date", httpDate(), "Content-Length", "0", "Connection", connection], "");
}

function connectionHeader({ isLast }: Exchange): string {
  return isLast ? "close" : "keep-alive";
}

/** It tells no more than seconds. */
let date = { second: NaN, text: "" };

function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== date.second) date = { second, text: new Date(second * 1000).toUTCString() };
  return date.text;
}
