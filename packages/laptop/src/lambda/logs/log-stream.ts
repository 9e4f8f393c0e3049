import { randomBytes } from "node:crypto";
import type { Clock } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction } from "../../model/model";
import {
  applicationLine,
  endLine,
  errorLine,
  initReportLine,
  platformLine,
  reportLine,
  reportRecord,
  round,
  startLine,
  type InitReport,
  type Report,
} from "./log-lines";
import { LOG_LEVELS, type FunctionError, type LogLevel } from "../environment/messages";
import { withOriginalLines, type SourceMaps } from "./source-maps";

/** The most that a response can hold of the log. */
const TAIL_BYTES = 4096;

export interface LogStreamOptions {
  definition: LambdaFunction;
  /** ID of the execution environment. */
  environment: string;
  /** Source maps of the function's code. */
  sourceMaps: () => SourceMaps;
  clock: Clock;
  journal: Journal;
}

/** The log stream of one execution environment, written to the journal as CloudWatch would show it. */
export class LogStream {
  /** For example `2026/09/25/[$LATEST]0123456789abcdef0123456789abcdef`. */
  readonly name: string;
  /** Request ID of the event in flight. */
  requestId: string | undefined;
  readonly #options: LogStreamOptions;
  #tail = "";

  constructor(options: LogStreamOptions) {
    this.#options = options;
    const day = new Date(options.clock.now()).toISOString().slice(0, 10).replace(/-/g, "/");
    this.name = `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
  }

  /** The end of the log since the event began. */
  get tail(): string {
    return Buffer.from(this.#tail).subarray(-TAIL_BYTES).toString("utf8");
  }

  /** A line of `console.*`. */
  write(level: LogLevel, message: string, json: string | undefined): void {
    const line = applicationLine(this.#time(), this.requestId, level, message, json);
    this.#log(level, message, line);
  }

  /** Text written to standard output or standard error. */
  output(text: string): void {
    for (const line of text.trimEnd().split("\n")) this.#log("INFO", line, line);
  }

  /** The function threw, or its environment ended during the event: a timeout, an exit, a crash. */
  failure(error: FunctionError): void {
    if (error.trace) this.#error(error, error.trace);
    else this.#fault(error);
  }

  start(requestId: string): void {
    this.requestId = requestId;
    this.#tail = "";
    this.#platform("start", "INFO", startLine(requestId), { requestId, version: "$LATEST" });
  }

  report(report: Report): void {
    const { requestId, status } = report;
    const level = status === "success" ? "INFO" : "WARN";
    // In a JSON log, END has the level DEBUG.
    const done = { requestId, status };
    this.#platform(
      "runtimeDone",
      status === "success" ? "DEBUG" : "WARN",
      endLine(requestId),
      done,
    );
    this.#platform("report", level, reportLine(report), reportRecord(report));
    this.requestId = undefined;
  }

  /** For an Init phase that failed or that no event waited for. Others are in the REPORT line. */
  initReport(report: InitReport): void {
    const { initMs, phase, status, errorType } = report;
    const level = status === "success" ? "INFO" : "WARN";
    this.#platform("initReport", level, initReportLine(report), {
      initializationType: "on-demand",
      phase,
      status,
      ...(errorType !== undefined && { errorType }),
      metrics: { durationMs: round(initMs) },
    });
  }

  #error(error: FunctionError, trace: string[]): void {
    if (LOG_LEVELS.indexOf("ERROR") < LOG_LEVELS.indexOf(this.#applicationLevel())) return;
    const line = errorLine(this.#time(), this.requestId, error, this.#isJson());
    const message = trace.join("\n") || `${error.errorType}: ${error.errorMessage}`;
    this.#log("ERROR", message, line);
  }

  #fault({ errorType, errorMessage }: FunctionError): void {
    const id = this.requestId ?? "undefined";
    const line =
      errorType === "Sandbox.Timedout"
        ? `${this.#time()} ${id} ${errorMessage.replace(/^.*?Error: /, "")}\n`
        : `${errorMessage}\n${errorType}`;
    this.#log("ERROR", `${errorType}: ${errorMessage}`, line);
  }

  #platform(type: string, level: LogLevel, text: string, record: object): void {
    const { logging } = this.#options.definition;
    if (logging.format === "JSON") {
      const lowest = LOG_LEVELS.indexOf(logging.systemLevel as LogLevel);
      if (LOG_LEVELS.indexOf(level) < lowest) return;
    }
    const line = this.#isJson() ? platformLine(this.#time(), `platform.${type}`, record) : text;
    this.#record("platform", { type: `platform.${type}`, line, record });
  }

  #log(level: LogLevel, message: string, line: string): void {
    const maps = this.#options.sourceMaps();
    this.#record("log", {
      level,
      message: withOriginalLines(message, maps),
      line: withOriginalLines(line, maps),
    });
  }

  #record(event: string, fields: { line: string } & Record<string, unknown>): void {
    const { journal, definition, environment } = this.#options;
    // Keeps twice as much between cuts, so that the text is rarely copied.
    const tail = `${this.#tail}${fields.line}\n`;
    this.#tail = tail.length > 2 * TAIL_BYTES ? tail.slice(-TAIL_BYTES) : tail;
    journal.record("lambda", event, {
      function: definition.name,
      environment,
      ...(this.requestId !== undefined && { requestId: this.requestId }),
      ...fields,
      logStream: this.name,
    });
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }

  #isJson(): boolean {
    return this.#options.definition.logging.format === "JSON";
  }

  #applicationLevel(): LogLevel {
    const { logging } = this.#options.definition;
    return logging.format === "JSON" ? (logging.applicationLevel as LogLevel) : "TRACE";
  }
}
