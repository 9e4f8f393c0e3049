import type { IncomingMessage } from "node:http";
import { MAX_RESPONSE_BYTES } from "../invoke/payload-limits";

/** What a runtime answered to an event. */
export interface RuntimeAnswer {
  /** The function's response or error, as the runtime wrote it. */
  payload: string;
  /** Set if the function failed. */
  errorType: string | undefined;
}

const ERROR_TYPE = "lambda-runtime-function-error-type";
const ERROR_BODY = "lambda-runtime-function-error-body";

/** A response, which a streaming runtime may end with an error in its trailers. */
export function answerOf({ trailers }: IncomingMessage, body: Buffer): RuntimeAnswer {
  const errorType = trailers[ERROR_TYPE];
  if (errorType === undefined) return { payload: body.toString("utf8"), errorType };
  const error = Buffer.from(trailers[ERROR_BODY] ?? "", "base64").toString("utf8");
  return { payload: error || JSON.stringify({ errorType }), errorType };
}

export function errorAnswerOf({ headers }: IncomingMessage, body: Buffer): RuntimeAnswer {
  const payload = body.toString("utf8");
  const header = headers[ERROR_TYPE];
  return { payload, errorType: typeof header === "string" ? header : errorTypeIn(payload) };
}

export function tooLarge(): RuntimeAnswer {
  const errorType = "Function.ResponseSizeTooLarge";
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  return { payload: JSON.stringify({ errorType, errorMessage }), errorType };
}

/** The header is optional. */
function errorTypeIn(payload: string): string {
  try {
    return String((JSON.parse(payload) as { errorType?: unknown }).errorType ?? "Unknown");
  } catch {
    return "Unknown";
  }
}
