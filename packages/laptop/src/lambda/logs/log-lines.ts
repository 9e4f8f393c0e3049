import type { FunctionError } from "../environment/messages";

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
 * A line that the function logged.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function applicationLine(
  time: string,
  requestId: string | undefined,
  level: string,
  message: string,
  json: string | undefined,
): string {
  if (json !== undefined)
    return `${JSON.stringify({ timestamp: time, level, requestId }).slice(0, -1)},${json}`;
  // A line break would start another log event.
  return `${time}\t${requestId ?? "undefined"}\t${level}\t${message.replace(/\n/g, "\r")}`;
}

/** An error of the function, as Lambda's runtime logs it. */
export function errorLine(
  time: string,
  requestId: string | undefined,
  { errorType, errorMessage, trace }: FunctionError,
  isJson: boolean,
): string {
  if (isJson) {
    const message = { errorType, errorMessage, stackTrace: trace ?? [] };
    return JSON.stringify({ timestamp: time, level: "ERROR", requestId, message });
  }
  const error = JSON.stringify({ errorType, errorMessage, stack: trace ?? [] });
  return `${time}\t${requestId ?? "undefined"}\tERROR\tInvoke Error \t${error}`;
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
