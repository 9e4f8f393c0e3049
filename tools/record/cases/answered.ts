/** The head of an answer of an HTTP API with JSON, up to its body. */
export function answered(status: string, bodyBytes: number): string[] {
  return [
    `HTTP/1.1 ${status}`,
    "Date: DATE",
    "Content-Type: application/json",
    `Content-Length: ${bodyBytes}`,
    "Connection: keep-alive",
    "Apigw-Requestid: ID",
    "",
  ];
}

/** The head of a handshake that is refused, up to its body. */
export function refused(status: string, bodyBytes: number): string[] {
  return [
    `HTTP/1.1 ${status}`,
    "date: DATE",
    "content-type: application/json; charset=UTF-8",
    `content-length: ${bodyBytes}`,
    "connection: keep-alive",
    "x-amz-apigw-id: ID",
    "",
  ];
}

/** The head of a handshake that is accepted: RFC 6455 has the answer to this key. */
export const ACCEPTED = [
  "HTTP/1.1 101 Switching Protocols",
  "date: DATE",
  "connection: upgrade",
  "upgrade: websocket",
  "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
];

/** The head of an answer of the management API. @param errorType of an error. */
export function managed(status: string, bodyBytes: number, errorType?: string): string[] {
  return [
    `HTTP/1.1 ${status}`,
    "Date: DATE",
    "Content-Type: application/json",
    `Content-Length: ${bodyBytes}`,
    "Connection: keep-alive",
    "x-amzn-RequestId: UUID",
    ...(errorType === undefined ? [] : [`x-amzn-ErrorType: ${errorType}`]),
    "x-amz-apigw-id: ID",
    "X-Amzn-Trace-Id: Root=TRACE",
    ...(bodyBytes > 0 ? [""] : []),
  ];
}

/** Where the rest differs from machine to machine. */
export function statusAndBody(answer: string[]): string[] {
  return [answer[0] ?? "", answer.at(-1) ?? ""];
}
