import type { ServerResponse } from "node:http";
import { connectionHeader } from "../management/answer";

type Pair = [name: string, value: string];

/** An answer of an HTTP API. */
export interface HttpAnswer {
  status: number;
  headers: Pair[];
  body: Buffer;
}

/** An error of API Gateway itself, and `$context.error.responseType`. */
export interface HttpFault {
  status: number;
  message: string;
  responseType: string;
  /** The header WWW-Authenticate. */
  challenge?: string;
}

const fault = (status: number, message: string, responseType: string): HttpFault => ({
  status,
  message,
  responseType,
});

export const NOT_FOUND = fault(404, "Not Found", "RESOURCE_NOT_FOUND");
// Unconfirmed [http-undecodable-path]: the status and message of an HTTP API for a path that cannot be decoded.
export const BAD_REQUEST = fault(400, "Bad Request", "BAD_REQUEST");
export const TOO_LARGE = fault(413, "Request Entity Too Large", "REQUEST_TOO_LARGE");
// Unconfirmed [http-head-size]: the status and message of an HTTP API for a request line and headers of more than 10,240 bytes.
export const HEAD_TOO_LARGE = fault(431, "Request Header Fields Too Large", "BAD_REQUEST");
export const TOO_MANY = fault(429, "Too Many Requests", "THROTTLED");
export const UNAUTHORIZED = fault(401, "Unauthorized", "UNAUTHORIZED");
export const FORBIDDEN = fault(403, "Forbidden", "ACCESS_DENIED");
export const AUTHORIZER_FAILED = fault(500, "Internal Server Error", "AUTHORIZER_FAILURE");
// Unconfirmed [http-throttled-function]: a function that is throttled gets the status 500 from an HTTP API, as one that fails.
export const FUNCTION_FAILED = fault(500, "Internal Server Error", "INTEGRATION_FAILURE");
export const FUNCTION_SLOW = fault(503, "Service Unavailable", "INTEGRATION_TIMEOUT");
export const NOT_ALLOWED = fault(500, "Internal Server Error", "API_CONFIGURATION_ERROR");
export const LEFT_OUT = fault(
  501,
  "Left out of this run of pulumi-laptop (--without)",
  "INTEGRATION_FAILURE",
);

/** The answer that a fault is sent as. */
export function answerOf({ status, message, challenge }: HttpFault): HttpAnswer {
  const headers: Pair[] =
    challenge === undefined
      ? [["content-type", "application/json"]]
      : [["www-authenticate", challenge]];
  return { status, headers, body: Buffer.from(JSON.stringify({ message })) };
}

/** Headers of a function that API Gateway writes itself. */
const OWN =
  /^(apigw-requestid|connection|content-length|date|keep-alive|te|trailer|transfer-encoding|upgrade)$/;

/** Sends an answer with API Gateway's headers, in their order. */
export function sendAnswer(
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  requestId: string,
): void {
  const hasBody = status !== 204 && status !== 304;
  const sent = headers.filter(([name]) => !OWN.test(name));
  const type = sent.find(([name]) => name === "content-type")?.[1];
  const lines: Pair[] = [
    ["Date", new Date().toUTCString()],
    ...(type !== undefined && hasBody ? [["Content-Type", type] satisfies Pair] : []),
    ...(hasBody ? [["Content-Length", String(body.length)] satisfies Pair] : []),
    ["Connection", connectionHeader(response)],
    ...sent.filter(([name]) => name !== "content-type"),
    ["Apigw-Requestid", requestId],
  ];
  // Node.js would write its own Date as the last header.
  response.sendDate = false;
  response.writeHead(status, lines.flat()).end(hasBody ? body : undefined);
}
