/**
 * - `too-big`: a message that API Gateway would answer by closing the connection. It was not sent.
 * - `buffer-full`: too many messages wait to be sent or answered. It was not sent.
 * - `invalid`: a message that its schema refuses, sent or received.
 * - `refused`: the service answered with an error.
 * - `no-reply`: no answer came, though the connection lives. The service may have the message.
 * - `closed`: the connection was closed by the program. The service may have the message.
 * - `fell-behind`: an iteration took messages too slowly, and some were dropped.
 */
export type ErrorCode =
  | "too-big"
  | "buffer-full"
  | "invalid"
  | "refused"
  | "no-reply"
  | "closed"
  | "fell-behind";

/** What went wrong with a message. A lost connection is no error but a state. */
export class ClientError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string = code,
    /** What the service answered, or what did not pass the schema. */
    readonly detail?: unknown,
  ) {
    super(message);
    this.name = "ClientError";
  }
}
