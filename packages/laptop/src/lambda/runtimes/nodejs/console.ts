import { writeSync } from "node:fs";
import { format } from "node:util";
import { FRAME, LOG_LEVELS, type LogLevel } from "../../logs/telemetry-frames";
import { asError, formatted } from "./errors";
import { hasCallbacks } from "./version";

const METHODS: Record<string, LogLevel> = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};

/** The request ID that lines begin with. */
let requestId: string | undefined;
let isJson = false;

export function setRequestId(id: string): void {
  requestId = id;
}

/**
 * Makes `console.*` write lines as Lambda's runtimes do: to the descriptor _LAMBDA_TELEMETRY_LOG_FD, where a
 * line keeps its breaks and its level, or else to standard output.
 * @param idBefore the request ID before the first event.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(idBefore: string | undefined): void {
  requestId = idBefore;
  const { AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL, _LAMBDA_TELEMETRY_LOG_FD } = process.env;
  delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  isJson = AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
  const descriptor =
    _LAMBDA_TELEMETRY_LOG_FD === undefined ? undefined : parseInt(_LAMBDA_TELEMETRY_LOG_FD);
  const lowest = LOG_LEVELS.indexOf((AWS_LAMBDA_LOG_LEVEL ?? "").toUpperCase() as LogLevel);
  for (const [method, level] of Object.entries(METHODS)) {
    const isShown = LOG_LEVELS.indexOf(level) >= lowest;
    const write = (message?: unknown, ...more: unknown[]) => {
      if (isShown) writeLine(descriptor, level, lineOf(level, message, more));
    };
    Object.assign(console, { [method]: write });
  }
}

/** Logs an error of the function, for example under the title "Invoke Error". */
export function logError(title: string, error: unknown): void {
  if (isJson) console.error(asError(error));
  else console.error(title, formatted(asError(error)));
}

function lineOf(level: LogLevel, message: unknown, more: unknown[]): string {
  const timestamp = new Date().toISOString();
  if (!isJson) return `${timestamp}\t${requestId}\t${level}\t${format(message, ...more)}`;
  const fields = { timestamp, level, requestId };
  if (more.length > 0) {
    const values = hasCallbacks ? [message, ...more] : more;
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({
      ...fields,
      message: format(message, ...more),
      ...(error && { ...errorFields(error), stackTrace: linesOf(error.stack) ?? [] }),
    });
  }
  try {
    return JSON.stringify({ ...fields, message }, (_key, value: unknown) =>
      value instanceof Error ? { ...errorFields(value), ...value } : value,
    );
  } catch {
    return JSON.stringify({ ...fields, message: format(message) });
  }
}

function errorFields(error: Error) {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: linesOf(error.stack),
  };
}

function linesOf(stack: unknown): unknown {
  return typeof stack === "string" ? stack.split("\n") : stack;
}

function writeLine(descriptor: number | undefined, level: LogLevel, line: string): void {
  // Without frames, a line break would start another log event.
  if (descriptor === undefined) return void process.stdout.write(`${line.replace(/\n/g, "\r")}\n`);
  const text = Buffer.from(isJson ? line : `${line}\n`);
  const header = Buffer.alloc(FRAME.headerBytes);
  const type = isJson ? FRAME.json : FRAME.text;
  header.writeUInt32BE((type | FRAME.masks[level]) >>> 0, 0);
  header.writeUInt32BE(text.length, 4);
  header.writeBigInt64BE(BigInt(Date.now()) * 1000n, 8);
  const frame = Buffer.concat([header, text]);
  for (let at = 0; at < frame.length;) at += writeSync(descriptor, frame, at);
}
