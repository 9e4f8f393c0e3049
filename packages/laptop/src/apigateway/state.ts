import type { IncomingMessage } from "node:http";
import type { InvocationResult } from "../lambda/environment/execution-environment";
import type { Clock } from "../shared/clock";
import type { AccessControl } from "../iam/access/access";
import type { Journal } from "../shared/journal";
import type { Model, Route, Stage, WebSocketApi } from "../model/model";
import type { Connection, Connections } from "./connection";
import type { IdIssuer } from "./ids";
import type { Metrics } from "./observe/metrics";
import type { Throttling } from "./throttling";

/** @param requestId of the invocation, under which Lambda logs it. */
export type Invoke = (
  functionName: string,
  payload: string,
  requestId: string,
) => Promise<InvocationResult>;

export interface GatewayDeps {
  invoke: Invoke;
  access: AccessControl;
  /** Settles when no change of the program is on its way; events wait for it. */
  settled(): Promise<void>;
  /** The account's quota of requests; AWS's default if not given. */
  requestsPerSecond?: number | undefined;
  /** Whether somebody else answers a request to the server. */
  isForPage?: (request: IncomingMessage) => boolean;
  clock: Clock;
  journal: Journal;
}

/** What the phases of the gateway share. The model is the program as it is now, for open connections too. */
export interface GatewayState extends GatewayDeps {
  // Differs from AWS: a change of the program takes effect at once, also on a stage without autoDeploy.
  model: Model;
  readonly connections: Connections;
  readonly ids: IdIssuer;
  readonly throttling: Throttling;
  readonly metrics: Metrics;
}

/** Where an event belongs. */
export interface Destination {
  api: WebSocketApi;
  stage: Stage;
}

/** Where a connection leads to now, or undefined if a change of the program removed it. */
export function destinationOf(
  { model }: GatewayState,
  { apiId, stageName }: Connection,
): Destination | undefined {
  const api = model.apis.find(({ id }) => id === apiId);
  const stage = api?.stages.find(({ name }) => name === stageName);
  return api && stage ? { api, stage } : undefined;
}

/** A route of the stage; a stage to which nothing was deployed has none. */
export function routeOf({ api, stage }: Destination, routeKey: string): Route | undefined {
  return stage.deployed ? api.routes.get(routeKey) : undefined;
}

/** ARN under which policies and permissions name a part of an API, for example `{stage}/$connect`. */
export function executionArn({ model }: GatewayState, apiId: string, path: string): string {
  return `arn:aws:execute-api:${model.region}:${model.accountId}:${apiId}/${path}`;
}
