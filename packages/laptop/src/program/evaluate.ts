import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { UserError } from "../shared/errors";
import { cdkRefusal } from "./cdk";
import type { ClosureReport } from "./closure-report";
import { namingOf, type KeptNames } from "./project/naming";
import type { ProgramLog } from "./engine-service";
import { startMonitor } from "./monitor";
import { needsIn } from "./process/needs";
import {
  CLOSURES_DESCRIPTOR,
  NEEDS_DESCRIPTOR,
  NOT_READY,
  type ProgramProcess,
} from "./process/program-process";
import { missingPackage, requirePackages } from "./project/packages";
import type { Project } from "./project/project";
import type { Surroundings } from "./project/surroundings";
import { newProcesses, type ProcessSource } from "./process/spare-process";
import { plain, type Properties, type Resource } from "./resource";

/** What a Pulumi program declared. */
export interface Evaluation {
  project: string;
  stack: string;
  resources: Resource[];
  /** The stack's outputs, with secrets in plain text. */
  outputs: Properties;
  /** Absolute paths of the files that the program is made of, packages aside. */
  files: string[];
  /** Source maps of the bundles of closures, as JSON, by the text of the bundle. */
  sourceMaps: Map<string, string>;
}

export interface EvaluateOptions extends Surroundings {
  /** Computed values stay unknown, as in `pulumi preview`. */
  preview?: boolean;
  /** Receives what the program prints, line by line. */
  onOutput: (line: string) => void;
  /** Receives each resource when the program registers it. */
  onResource?: ((resource: Resource) => void) | undefined;
  /** Called when the program's process has started, which then takes a second or two. */
  onStart?: (() => void) | undefined;
  /** Kills the program. */
  signal?: AbortSignal;
  /** Receives a report of each closure that becomes a function, refused ones included. */
  onClosure?: (report: ClosureReport) => void;
  /** Names that were made up for the program's resources before, and stay. */
  keptNames?: KeptNames | undefined;
  /** Where the program's process comes from; a new one if not given. */
  processes?: ProcessSource;
}

type RunOptions = EvaluateOptions & { preview: boolean };

/** A program that failed. A change to one of its files may fix it. */
export class ProgramError extends UserError {
  constructor(
    message: string,
    readonly files: string[],
  ) {
    super("PROGRAM", message);
  }
}

/**
 * Runs a Pulumi program in a process of its own, through the entry point that Pulumi's language host
 * uses, and collects what it registers.
 * @throws ProgramError with Pulumi's own words if the program fails, UserError if packages are missing.
 */
export async function evaluate(project: Project, options: EvaluateOptions): Promise<Evaluation> {
  requirePackages(project);
  const logs: ProgramLog[] = [];
  const onLog = (log: ProgramLog) => {
    logs.push(log);
    if (log.severity === "info" || log.severity === "warning")
      options.onOutput(`${log.severity}: ${log.message}`);
  };
  const preview = options.preview ?? false;
  const monitor = await startMonitor({
    ...options,
    project: project.name,
    stack: project.stack,
    naming: namingOf(project),
    lookups: project.lookups,
    preview,
    onLog,
  });
  try {
    const sourceMaps = new Map<string, string>();
    const onClosure = (report: ClosureReport) => {
      if (report.code !== undefined) sourceMaps.set(report.code, report.sourceMap!);
      options.onClosure?.(report);
    };
    const run = await runProgram(project, monitor.address, { ...options, preview, onClosure });
    const files = [...new Set([...project.files, ...run.files])];
    if (run.exitCode !== 0) {
      const why = cdkRefusal(monitor.resources()) ?? diagnostics(project, logs, run.exitCode);
      throw new ProgramError(why, files);
    }
    return {
      project: project.name,
      stack: project.stack,
      resources: monitor.resources(),
      outputs: plain(monitor.stackOutputs()) as Properties,
      files,
      sourceMaps,
    };
  } finally {
    monitor.close();
  }
}

/** Runs the program in a process until that has ended. If the process was not ready for it, another one runs it. */
async function runProgram(project: Project, monitorAddress: string, options: RunOptions) {
  const { processes = newProcesses } = options;
  const run = await runIn(processes.start(project, options), monitorAddress, options);
  if (run.exitCode !== NOT_READY) return run;
  return runIn(newProcesses.start(project, options), monitorAddress, options);
}

async function runIn(
  { child, begin }: ProgramProcess,
  monitorAddress: string,
  options: RunOptions,
) {
  const { processes, onOutput, signal } = options;
  const kill = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  if (signal?.aborted) kill();
  else begin(monitorAddress);
  if (child.pid !== undefined) options.onStart?.();
  forwardLines(child.stdout!, onOutput);
  forwardLines(child.stderr!, onOutput);
  forwardLines(child.stdio[CLOSURES_DESCRIPTOR] as Readable, (line) =>
    options.onClosure?.(JSON.parse(line) as ClosureReport),
  );
  try {
    const report = text(child.stdio[NEEDS_DESCRIPTOR] as Readable);
    const [exitCode, lines] = await Promise.all([exited, report]);
    const { own, needs } = needsIn(lines);
    // One that failed may have needed more.
    if (exitCode === 0) processes?.learn?.(needs);
    return { exitCode, files: own };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** The errors of a program in the form of the Pulumi CLI. */
function diagnostics(project: Project, logs: ProgramLog[], exitCode: number): string {
  const errors = logs.filter((log) => log.severity === "error");
  const missing = missingPackage(errors.map(({ message }) => message).join("\n"), project);
  if (missing !== undefined) return missing;
  if (errors.length === 0) return `The program exited with code ${exitCode} and logged no error.`;
  const lines = errors.map(({ urn, message }) => {
    const [, , type, name] = urn.split("::");
    const about = name
      ? `${type} (${name})`
      : `pulumi:pulumi:Stack (${project.name}-${project.stack})`;
    return `  ${about}:\n${`error: ${withoutPackages(message)}`.trimEnd().replace(/^/gm, "    ")}`;
  });
  return `Diagnostics:\n${[...new Set(lines)].join("\n")}`;
}

/** An error without what says nothing of the program: stack frames of packages, and Pulumi's promise. */
function withoutPackages(message: string): string {
  return message
    .replace(/\n +at [^\n]*(?:[\\/]node_modules[\\/]|\(node:|at node:)[^\n]*?(?= \{\n|\n|$)/g, "")
    .replace(/<ref \*1> /, "")
    .replace(/ \{\s+promise: Promise \{ <rejected> \[Circular \*1\] \}\s+\}/, "");
}

function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => rest && onLine(rest));
}
