// Runs inside every execution environment (a worker thread), as Lambda's runtime interface client does in
// AWS: loads the function's code in the Init phase, then handles one event at a time.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import type {
  EnvironmentData,
  EnvironmentMessage,
  FunctionError,
  InvokeMessage,
  LogLevel,
} from "./messages";

type Handler = (event: unknown, context: object) => unknown;

const { taskRoot, handler: handlerName } = workerData as EnvironmentData;

tellConsole();
dropVersionWarning();
nameUnhandledRejections();
init().then(
  (handler) => {
    parentPort!.on("message", (message: InvokeMessage) => void invoke(handler, message));
    tell({ type: "ready" });
  },
  (error: unknown) => tell({ type: "initFailed", error: describe(error) }),
);

async function init(): Promise<Handler> {
  const dot = handlerName.lastIndexOf(".");
  const [file, name] = [handlerName.slice(0, dot), handlerName.slice(dot + 1)];
  const path = [".js", ".mjs", ".cjs"]
    .map((extension) => join(taskRoot, file + extension))
    .find(existsSync);
  if (!path) throw runtimeError("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
  const loaded = (await load(path)) as Record<string, unknown>;
  const handler = await loaded[name];
  if (typeof handler === "function") return handler as Handler;
  throw runtimeError("Runtime.HandlerNotFound", `${handlerName} is undefined or not exported`);
}

/** A module of either kind. For CommonJS, the exports themselves. */
async function load(path: string): Promise<unknown> {
  if (!path.endsWith(".mjs")) return createRequire(path)(path);
  return import(pathToFileURL(path).href);
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    tell({ type: "result", payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    tell({ type: "error", error: describe(error) });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(message: InvokeMessage): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: "$LATEST",
    functionName: message.functionName,
    memoryLimitInMB: String(message.memorySizeMb),
    logGroupName: message.logGroup,
    logStreamName: message.logStream,
    invokedFunctionArn: message.functionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
}

/** Sends the console's lines to the runtime, in order with the results. */
function tellConsole(): void {
  const levels: Record<string, LogLevel> = {
    trace: "TRACE",
    debug: "DEBUG",
    log: "INFO",
    info: "INFO",
    warn: "WARN",
    error: "ERROR",
  };
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...values: unknown[]) => tell({ type: "log", level, message: format(...values) }),
    });
  }
}

/** The SDK warns of Node.js versions that Lambda's runtime does not have. */
function dropVersionWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!/NodeVersionSupportWarning/.test(String(warning))) emitWarning(warning, ...rest);
  };
}

/** As Lambda's runtime does: a rejection that nobody waits for ends the environment, under this name. */
function nameUnhandledRejections(): void {
  process.on("unhandledRejection", (reason) => {
    throw runtimeError("Runtime.UnhandledPromiseRejection", String(reason));
  });
}

function runtimeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split("\n") ?? [],
  };
}

function tell(message: EnvironmentMessage): void {
  parentPort!.postMessage(message);
}
