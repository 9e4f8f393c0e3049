import { format } from "node:util";
import {
  LOG_LEVELS,
  type EnvironmentMessage,
  type LogLevel,
  type LogSettings,
} from "../../environment/messages";
import { isError } from "./errors";

type Send = (message: EnvironmentMessage) => void;

const METHODS: Record<string, LogLevel> = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};

/**
 * Sends everything the function logs to the runtime, in order with its results.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function sendLog(send: Send, settings: LogSettings): void {
  const lowest = LOG_LEVELS.indexOf(settings.level);
  for (const [method, level] of Object.entries(METHODS)) {
    const write = (...values: unknown[]) => {
      if (LOG_LEVELS.indexOf(level) < lowest) return;
      const json = settings.format === "JSON" ? jsonFields(values) : undefined;
      send({ type: "log", level, message: format(...values), json });
    };
    Object.assign(console, { [method]: write });
  }
  for (const stream of [process.stdout, process.stderr]) {
    Object.assign(stream, {
      _write(chunk: Buffer, _encoding: string, done: () => void) {
        send({ type: "output", text: chunk.toString("utf8") });
        done();
      },
      _writev(chunks: { chunk: Buffer }[], done: () => void) {
        const text = Buffer.concat(chunks.map(({ chunk }) => Buffer.from(chunk))).toString("utf8");
        send({ type: "output", text });
        done();
      },
    });
  }
}

/** The logged values as the fields of a JSON line, without the opening brace. */
function jsonFields(values: unknown[]): string {
  if (values.length === 1) {
    try {
      return JSON.stringify({ message: values[0] }, describeErrors).slice(1);
    } catch {
      return JSON.stringify({ message: format(values[0]) }).slice(1);
    }
  }
  const error = values.find(isError);
  return JSON.stringify({ message: format(...values), ...(error && errorFields(error)) }).slice(1);
}

function describeErrors(_key: string, value: unknown): unknown {
  return isError(value) ? { ...errorFields(value), ...value } : value;
}

function errorFields(error: Error) {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: error.stack?.split("\n") ?? [],
  };
}
