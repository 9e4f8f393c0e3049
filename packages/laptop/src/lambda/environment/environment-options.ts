import type { Clock } from "../../shared/clock";
import type { Credentials } from "../../iam/access/credentials";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction } from "../../model/model";
import type { SourceMaps } from "../logs/source-maps";
import type { Runtime } from "../runtimes/runtime";
import type { InitializationType } from "./variables";

export interface EnvironmentOptions {
  /** Whether its process waits for the Init phase before it loads the function's code. */
  isHeld: boolean;
  definition: LambdaFunction;
  initializationType: InitializationType;
  runtime: Runtime;
  taskRoot: string;
  /** Source maps of the function's code. */
  sourceMaps: () => SourceMaps;
  /** Whether an earlier environment left the function's code compiled. */
  codeCache: boolean;
  credentials: Credentials;
  region: string;
  endpoints: Record<string, string>;
  clock: Clock;
  journal: Journal;
  /** Called once, when the environment has ended for any reason. */
  onEnd(reason: EndReason): void;
}

export type EndReason =
  | "idle"
  | "expired"
  | "replaced"
  | "timeout"
  | "crash"
  | "initFailed"
  | "closed";
