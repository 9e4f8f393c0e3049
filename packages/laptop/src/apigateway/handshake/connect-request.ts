import type { IncomingMessage } from "node:http";
import type { Route } from "../../model/model";
import type { Connection } from "../connection";
import type { Destination } from "../state";

/** A handshake that has a `$connect` route, on its way through the phases. */
export interface ConnectRequest extends Destination {
  route: Route;
  connection: Connection;
  request: IncomingMessage;
  requestId: string;
  traceId: string;
  nowMs: number;
}
