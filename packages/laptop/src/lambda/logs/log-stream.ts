import { randomBytes } from "node:crypto";
import type { Clock } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction } from "../../model/model";
import type { FunctionError } from "../environment/failures";
import type { LogFrame } from "./frame-splitter";
import {
  endLine,
  initReportLine,
  initStartLine,
  jsonLog,
  messageOf,
  platformLine,
  reportLine,
  reportRecord,
  round,
  runtimeVersionOf,
  startLine,
  type InitReport,
  type Report,
} from "./log-lines";
import { LOG_LEVELS, type LogLevel } from "./telemetry-frames";
import { withOriginalLines, type SourceMaps } from "./source-maps";

/** The most that a response can hold of the log. */
const TAIL_BYTES = 4096;

export interface LogStreamOptions {
  definition: LambdaFunction;
  /** ID of the execution environment. */
  environment: () => string;
  region: string;
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
  write(frame: LogFrame): void {
    this.#log(frame.level, messageOf(frame), frame.text);
  }

  /** A line of standard output or standard error. */
  output(line: string): void {
    const { level, message } = jsonLog(line) ?? { level: "INFO", message: line };
    this.#log(level, message, line);
  }

  /** The environment failed: a timeout, an exit, a crash. Errors of the function are logged by its runtime. */
  fault({ errorType, errorMessage }: FunctionError): void {
    const id = this.requestId ?? "undefined";
    const line =
      errorType === "Sandbox.Timedout"
        ? `${this.#time()} ${id} ${errorMessage.replace(/^.*?Error: /, "")}\n`
        : `${errorMessage}\n${errorType}`;
    this.#log("ERROR", `${errorType}: ${errorMessage}`, line);
  }

  initStart(initializationType: string): void {
    const { definition, region } = this.#options;
    const version = runtimeVersionOf(definition.runtime, region);
    this.#platform("initStart", "INFO", initStartLine(version), {
      initializationType,
      phase: "init",
      ...version,
      functionName: definition.name,
      functionVersion: "$LATEST",
    });
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
      environment: environment(),
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
}
