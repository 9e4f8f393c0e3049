import type * as pulumi from "@pulumi/pulumi";
import type { FanOutConnections } from "../../../components/fan-out";
import type { Statement } from "pulumi-callback";
import type { RoomStore } from "../stores/room-store";

/** Where rooms are stored, and what a function needs to use the store. */
export interface Rooms extends FanOutConnections {
  /** Makes the store in an execution environment: call it once, in the Init phase. */
  createStore: () => RoomStore;
  environment: Record<string, pulumi.Input<string>>;
  /** The permissions to add connections, and to remove them from wherever they are. */
  comeAndGo: Statement[];
  /** The permissions to join, leave and say. */
  talk: Statement[];
  /** Name of the DynamoDB table; empty for other stores. */
  tableName: pulumi.Input<string>;
}
