import type { Clock } from "../../shared/clock";
import type { CredentialIssuer } from "../../iam/access/credentials";
import type { Backlog } from "./backlog";
import type { InProgress } from "../../shared/in-progress";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction } from "../../model/model";
import type { InitQueue } from "./init-queue";
import type { Runtime } from "../runtimes/runtime";
import type { SourceMaps } from "../logs/source-maps";

export interface PoolOptions {
  definition: LambdaFunction;
  /** What runs the function's code. */
  runtime: Runtime;
  /** Folder of the function's code. */
  taskRoot: string;
  /** Source maps of the function's code. */
  sourceMaps: () => SourceMaps;
  region: string;
  /** Endpoints of local services, by environment variable. */
  endpoints: Record<string, string>;
  credentials: CredentialIssuer;
  /** Knows which events of each connection are in the works. */
  backlog?: Backlog;
  /** Counts Init phases until they are over. */
  inProgress?: InProgress;
  clock: Clock;
  journal: Journal;
  idleTimeoutMs: number;
  initQueue: InitQueue;
  /** Numbers the environments of the function. */
  nextNumber: () => number;
  /** Called when the last environment of a retired pool has ended. */
  onEmpty: () => void;
}
