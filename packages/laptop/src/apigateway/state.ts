import type { IncomingMessage } from "node:http";
import type { InvocationResult } from "../lambda/environment/execution-environment";
import type { Clock } from "../shared/clock";
import type { Exposure } from "../shared/exposure";
import type { AccessControl } from "../iam/access/access";
import type { Backlog } from "../lambda/pool/backlog";
import type { InProgress } from "../shared/in-progress";
import type { Journal } from "../shared/journal";
import type { Model, Route, Stage, WebSocketApi } from "../model/model";
import type { PublishedKey } from "./http/authorization/token-keys";
import type { Connection, Connections } from "./connection";
import type { IdIssuer } from "./ids";
import type { Metrics } from "./observe/metrics";
import type { Throttling } from "./throttling";

/**
 * @param requestId of the invocation, under which Lambda logs it.
 * @param sender the connection whose event it is.
 */
export type Invoke = (
  functionName: string,
  payload: string,
  requestId: string,
  sender: string,
) => Promise<InvocationResult>;

export interface GatewayDeps {
  invoke: Invoke;
  access: AccessControl;
  /** Resolves when the change of the program that is being loaded is; undefined if there is none. Events wait for it. */
  settled(): Promise<void> | undefined;
  /** The account's quota of requests; AWS's default if not given. */
  requestsPerSecond?: number | undefined;
  /** Whether other machines may call the management API; only this one if not given. */
  exposure?: Exposure;
  /** The keys that this machine publishes in place of Cognito user pools; none if not given. */
  userPoolKeys?: () => PublishedKey[];
  /** Whether the page answers a request to the server. */
  isForPage?: (request: IncomingMessage) => boolean;
  /** Tells of whom no further message is read for a while; of nobody if not given. */
  backlog?: Backlog;
  /** Counts handshakes, messages and `$disconnect` events until they are handled. */
  inProgress?: InProgress;
  clock: Clock;
  journal: Journal;
}

/** State shared by the phases. The model is the program as it is now, for open connections too. */
export interface GatewayState extends GatewayDeps {
  // Differs from AWS: a change of the program takes effect at once, also on a stage without autoDeploy.
  model: Model;
  readonly connections: Connections;
  readonly ids: IdIssuer;
  readonly throttling: Throttling;
  readonly metrics: Metrics;
}

/** The API and stage of an event. */
export interface Destination {
  api: WebSocketApi;
  stage: Stage;
}

/** The API and stage of a connection, or undefined if a change of the program removed them. */
export function destinationOf(
  { model }: GatewayState,
  { apiId, stageName }: Connection,
): Destination | undefined {
  const api = model.apis.find(({ id }) => id === apiId);
  const stage = api?.stages.find(({ name }) => name === stageName);
  return api && stage ? { api, stage } : undefined;
}

/** A route of the stage; a stage without a deployment has none. */
export function routeOf({ api, stage }: Destination, routeKey: string): Route | undefined {
  return stage.deployed ? api.routes.get(routeKey) : undefined;
}

/** ARN of a part of an API in policies and permissions. @param path for example `{stage}/$connect`. */
export function executionArn(api: WebSocketApi, path: string): string {
  return `${api.executionArn}/${path}`;
}
