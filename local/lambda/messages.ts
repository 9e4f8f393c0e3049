/** What an execution environment is started with. */
export interface EnvironmentData {
  /** Folder of the function's code. */
  taskRoot: string;
  /** For example `index.handler`. */
  handler: string;
}

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
}

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR";

/** A failure in the form that Lambda answers with. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What an execution environment tells. */
export type EnvironmentMessage =
  | { type: "ready" }
  | { type: "initFailed"; error: FunctionError }
  | { type: "log"; level: LogLevel; message: string }
  | { type: "result"; payload: string }
  | { type: "error"; error: FunctionError };
