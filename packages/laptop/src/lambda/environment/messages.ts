/** The data that an execution environment starts with. */
export interface EnvironmentData {
  /** Folder of the function's code. */
  taskRoot: string;
  /** For example `index.handler`. */
  handler: string;
  /** For example `nodejs24.x`. */
  runtime: string;
  /** One number: `FROZEN` or `THAWED`. */
  state: SharedArrayBuffer;
  log: LogSettings;
  /** The function's NODE_OPTIONS. Node.js itself must not see them: worker threads reject some. */
  nodeOptions: string | undefined;
  /** V8's code caches of the function's files, by path and content, from earlier environments. */
  compiled: CompiledCode;
}

export type CompiledCode = ReadonlyMap<string, Uint8Array>;

/** How `console.*` writes its lines. */
export interface LogSettings {
  format: "Text" | "JSON";
  /** Lines below this level are left out. */
  level: LogLevel;
}

/** The values of `EnvironmentData.state`. */
export const FROZEN = 0;
export const THAWED = 1;

/** One event for an execution environment. */
export interface InvokeMessage {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** When the function times out, in milliseconds since 1970. */
  deadline: number;
  functionName: string;
  functionArn: string;
  memorySizeMb: number;
  logGroup: string;
  logStream: string;
  /** For example `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0`. */
  traceId: string;
  /** What the caller sent as X-Amz-Client-Context, decoded. */
  clientContext?: unknown;
}

export const LOG_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** An error as Lambda returns it to the caller. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** A message from an execution environment. `memoryBytes` is the memory in use at that moment. */
export type EnvironmentMessage =
  /** `codeCache`: whether everything was already compiled. */
  | { type: "ready"; memoryBytes: number; codeCache: boolean }
  | { type: "initFailed"; error: FunctionError }
  /** `json` holds the fields of a JSON line: `"message":...}`. */
  | { type: "log"; level: LogLevel; message: string; json: string | undefined }
  /** Text that the function wrote to standard output or standard error. */
  | { type: "output"; text: string }
  | { type: "result"; payload: string; memoryBytes: number }
  | { type: "error"; error: FunctionError; memoryBytes: number }
  | { type: "compiled"; files: [key: string, data: Uint8Array][] }
  /** The function ended its process by a signal. The thread ends next. */
  | { type: "signal"; signal: "killed" | "aborted" | "terminated" };
