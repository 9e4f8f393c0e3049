/** What API Gateway answered to a post. */
export interface Answer {
  status: number;
  /** The header x-amzn-ErrorType, or "". */
  errorType: string;
}

/**
 * Posts the message to one connection. The answer tells whether it was sent.
 * @throws if no answer came: `TimeoutError` after `timeoutMs`, any other error if the socket broke.
 */
export type Post = (connectionId: string, timeoutMs: number) => Promise<Answer>;

/** Posts one message to many connections. */
export interface PostToConnections {
  prepare(message: string): Post;
}
