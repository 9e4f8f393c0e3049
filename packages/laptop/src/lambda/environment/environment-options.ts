import type { Clock } from "../../shared/clock";
import type { Credentials } from "../../iam/access/credentials";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction } from "../../model/model";
import type { LogLevel } from "./messages";
import type { SourceMaps } from "../logs/source-maps";
import type { ThreadOptions } from "./thread";
import { environmentVariables, type InitializationType } from "./variables";

export interface EnvironmentOptions {
  /** Short name for log lines, for example `events#1`. */
  id: string;
  definition: LambdaFunction;
  initializationType: InitializationType;
  bootstrap: string;
  taskRoot: string;
  /** Of the function's code. */
  sourceMaps: () => SourceMaps;
  /** What earlier environments of the function have compiled; this one adds to it. */
  compiled: Map<string, Uint8Array>;
  credentials: Credentials;
  region: string;
  endpoints: Record<string, string>;
  clock: Clock;
  journal: Journal;
  /** Called once, when the environment has ended for whatever reason. */
  onEnd(reason: EndReason): void;
}

export type EndReason =
  "idle" | "expired" | "replaced" | "timeout" | "crash" | "initFailed" | "closed";

/** What the thread of an environment is started with. */
export function threadOptions(
  options: EnvironmentOptions,
  logStream: string,
): Omit<ThreadOptions, "onMessage" | "onExit"> {
  const { bootstrap, definition, taskRoot, compiled } = options;
  const { handler, runtime, memorySizeMb, logging } = definition;
  const level = logging.format === "JSON" ? (logging.applicationLevel as LogLevel) : "TRACE";
  return {
    bootstrap,
    taskRoot,
    handler,
    runtime,
    memorySizeMb,
    compiled,
    log: { format: logging.format, level },
    variables: environmentVariables(definition, { ...options, logStream }),
  };
}
