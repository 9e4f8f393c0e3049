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
  /** Source maps of the function's code. */
  sourceMaps: () => SourceMaps;
  /** V8's code caches from earlier environments of the function. This one adds its own. */
  compiled: Map<string, Uint8Array>;
  credentials: Credentials;
  region: string;
  endpoints: Record<string, string>;
  clock: Clock;
  journal: Journal;
  /** Called once, when the environment has ended for any reason. */
  onEnd(reason: EndReason): void;
}

export type EndReason =
  "idle" | "expired" | "replaced" | "timeout" | "crash" | "initFailed" | "closed";

/** The options of an environment's thread. */
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
