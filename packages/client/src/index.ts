/** A connection to a WebSocket API of API Gateway that survives. README.md teaches it. */
export { ClientError, type ErrorCode } from "./client-error";
export type { Clock, Timer } from "./clock";
export { connect } from "./connect";
export type { Connection, Reply } from "./connection";
export type { Events, Gap, Options, State, Target } from "./options";
export type { StandardSchema } from "./messages/schema";
export type { WebSocketClass, WebSocketLike } from "./line/web-socket";
