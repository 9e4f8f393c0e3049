/** A connection to a WebSocket API of API Gateway that survives. README.md teaches it. */
export { ClientError, type ErrorCode } from "./client-error";
export type { Clock, Timer } from "./clock";
export { connect } from "./connect";
export type { Connection } from "./connection";
export type { Events, Gap, Reply, State } from "./events";
export type { Options } from "./options";
export type { Target } from "./target";
export { splitting } from "./line/splitting";
export { checked, type StandardSchema } from "./messages/schema";
export { rooms, type RoomsOptions } from "./rooms/rooms";
export type { Carrier, CreateHistory, History } from "./history";
export type { WebSocketClass, WebSocketLike } from "./line/web-socket";
