import { createHash } from "node:crypto";
import { arnOf } from "../../shared/aws-names";
import type { LogFrame } from "./frame-splitter";
import { LOG_LEVELS, type LogLevel } from "./telemetry-frames";

/** How an invocation or an Init phase ended, as the REPORT line says it. */
export type Status = "success" | "error" | "timeout";

export interface Report {
  requestId: string;
  durationMs: number;
  /** Only on a cold start. */
  initMs: number | undefined;
  memorySizeMb: number;
  maxMemoryUsedMb: number;
  status: Status;
  errorType: string | undefined;
}

export interface InitReport {
  initMs: number;
  /** "invoke" if the Init phase was repeated for an event. */
  phase: "init" | "invoke";
  status: Status;
  errorType: string | undefined;
}

/**
 * The first line of a log.
 * Differs from AWS: INIT_START names the version of Node.js on this machine, and an ARN that is made up.
 */
export function initStartLine({ runtimeVersion, runtimeVersionArn }: RuntimeVersion): string {
  return `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}`;
}

export interface RuntimeVersion {
  /** For example `nodejs:24.v11` or `provided:al2023.v16`. */
  runtimeVersion: string;
  runtimeVersionArn: string;
}

export function runtimeVersionOf(runtime: string, region: string): RuntimeVersion {
  const [, minor] = process.versions.node.split(".");
  const version = runtime.replace(/\.x$/, "").replace(/^(nodejs|python|provided)\.?/, "$1:");
  const runtimeVersion = `${version}.v${minor}`;
  const hash = createHash("sha256").update(runtimeVersion).digest("hex");
  return {
    runtimeVersion,
    runtimeVersionArn: arnOf("lambda", { region, accountId: "" }, `runtime:${hash}`),
  };
}

/** What the lines of a runtime begin with that report an error of the function. */
const ERROR_TITLES =
  /^(Invoke Error|Init Error|Uncaught Exception|Unhandled Promise Rejection) \t(?=\{)/;

/** A line of `console.*` without what it begins with: time, request ID and level. Of an error, its stack. */
export function messageOf({ isJson, text }: LogFrame): string {
  const message = isJson ? text : text.split("\t").slice(3).join("\t");
  const json = message.replace(ERROR_TITLES, "");
  if (!isJson && json === message) return message;
  try {
    const fields = JSON.parse(json) as LoggedFields;
    if (!isJson) return stackOf(fields) ?? message;
    if (typeof fields.message === "string") return fields.message;
    return stackOf(fields.message) ?? JSON.stringify(fields.message) ?? "undefined";
  } catch {
    return message;
  }
}

/**
 * What a line of standard output says that is JSON already, as loggers write it. Lambda leaves it as it is.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function jsonLog(line: string): { level: LogLevel; message: string } | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { level, message } = JSON.parse(line) as { level?: unknown; message?: unknown };
    if (typeof message !== "string") return undefined;
    const known = LOG_LEVELS.find((each) => each === String(level).toUpperCase());
    return { level: known ?? "INFO", message };
  } catch {
    return undefined;
  }
}

interface LoggedFields {
  message?: unknown;
  stack?: string[];
  stackTrace?: string[];
}

function stackOf(logged: unknown): string | undefined {
  const { stack, stackTrace = stack } = (logged ?? {}) as LoggedFields;
  return Array.isArray(stackTrace) ? stackTrace.join("\n") : undefined;
}

export function startLine(requestId: string): string {
  return `START RequestId: ${requestId} Version: $LATEST`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

export function reportLine(report: Report): string {
  const { requestId, durationMs, initMs, memorySizeMb, maxMemoryUsedMb } = report;
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs(report)} ms`,
    `Memory Size: ${memorySizeMb} MB`,
    `Max Memory Used: ${maxMemoryUsedMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...statusParts(report),
    "",
  ].join("\t");
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
export function initReportLine(report: InitReport): string {
  const { initMs, phase } = report;
  const parts = [`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms`, `Phase: ${phase}`];
  return [...parts, ...statusParts(report)].join("\t");
}

/** Lambda bills the Init phase too. */
export function billedMs({ durationMs, initMs = 0 }: Report): number {
  return Math.ceil(durationMs + initMs);
}

/** A platform event in a JSON log. */
export function platformLine(time: string, type: string, record: object): string {
  return JSON.stringify({ time, type, record });
}

/** The fields of `platform.report`. */
export function reportRecord(report: Report): object {
  const { requestId, durationMs, initMs, memorySizeMb, maxMemoryUsedMb, status } = report;
  return {
    requestId,
    metrics: {
      durationMs: round(durationMs),
      billedDurationMs: billedMs(report),
      memorySizeMB: memorySizeMb,
      maxMemoryUsedMB: maxMemoryUsedMb,
      ...(initMs !== undefined && { initDurationMs: round(initMs) }),
    },
    status,
    ...(report.errorType !== undefined && { errorType: report.errorType }),
  };
}

export function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

function statusParts({ status, errorType }: { status: Status; errorType: string | undefined }) {
  if (status === "success") return [];
  if (status === "timeout") return ["Status: timeout"];
  return ["Status: error", ...(errorType === undefined ? [] : [`Error Type: ${errorType}`])];
}
