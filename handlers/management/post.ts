/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const MAX_MESSAGE_BYTES = 128 * 1024;

/** What API Gateway answered to a post. */
export interface Answer {
  status: number;
  /** The header x-amzn-ErrorType, or "". */
  errorType: string;
}

/** The error of a request without an answer. */
export interface NoAnswer extends Error {
  /** The request was not written to its end, so it certainly was not accepted. */
  isUnsent?: boolean;
}

/**
 * Posts the message to one connection. The answer tells whether it was sent.
 * @throws NoAnswer if no answer came: `TimeoutError` after `timeoutMs`, any other error if the socket broke.
 */
export type Post = (connectionId: string, timeoutMs: number) => Promise<Answer>;

/** Posts one message to many connections. */
export interface PostToConnections {
  prepare(message: string): Post;
}
