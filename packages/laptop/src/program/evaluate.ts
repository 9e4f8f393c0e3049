import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { UserError } from "../shared/errors";
import type { ClosureReport } from "./closure-report";
import { namingOf } from "./project/naming";
import type { ProgramLog } from "./engine-service";
import { startMonitor } from "./monitor";
import { requirePackages } from "./project/packages";
import type { Project } from "./project/project";
import type { Surroundings } from "./project/surroundings";
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
}

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
    if (run.exitCode !== 0) throw new ProgramError(diagnostics(project, logs, run.exitCode), files);
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

/** Runs `@pulumi/pulumi/cmd/run` as the language host does. */
async function runProgram(project: Project, monitorAddress: string, options: EvaluateOptions) {
  const { values, secretKeys } = project.configuration;
  const child = spawn(
    process.execPath,
    [
      "--no-deprecation",
      `--require=${join(__dirname, "preload/plain-errors.cjs")}`,
      `--require=${join(__dirname, "preload/report-closures.cjs")}`,
      `--require=${join(__dirname, "preload/report-files.cjs")}`,
      ...project.nodeArguments,
      entryPoint(project.workingDirectory),
      `--monitor=${monitorAddress}`,
      `--engine=${monitorAddress}`,
      "--organization=laptop",
      `--project=${project.name}`,
      `--root-directory=${project.directory}`,
      `--stack=${project.stack}`,
      `--pwd=${project.workingDirectory}`,
      ...(options.preview ? ["--dry-run"] : []),
      "--parallel=16",
      project.main,
    ],
    {
      cwd: project.workingDirectory,
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify({ "aws:region": options.region, ...values }),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
        PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
        ...(project.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: project.tsconfig }),
      },
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      signal: options.signal,
      killSignal: "SIGKILL",
    },
  );
  child.once("spawn", () => options.onStart?.());
  const exited = new Promise<number>((resolveExit, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolveExit(code ?? 1));
  });
  forwardLines(child.stdout!, options.onOutput);
  forwardLines(child.stderr!, options.onOutput);
  forwardLines(child.stdio[4] as Readable, (line) =>
    options.onClosure?.(JSON.parse(line) as ClosureReport),
  );
  const [exitCode, report] = await Promise.all([exited, text(child.stdio[3] as Readable)]);
  return { exitCode, files: report.split("\n").filter(Boolean) };
}

/** Pulumi's entry point in the program's own packages, or in ours if it has none. */
function entryPoint(directory: string): string {
  for (const from of [join(resolve(directory), "index.js"), __filename]) {
    try {
      return createRequire(from).resolve("@pulumi/pulumi/cmd/run");
    } catch {
      continue;
    }
  }
  throw new UserError(
    "PROJECT",
    `"${directory}" has no package @pulumi/pulumi. Run npm install there.`,
  );
}

/** The errors of a program in the form of the Pulumi CLI. */
function diagnostics(project: Project, logs: ProgramLog[], exitCode: number): string {
  const errors = logs.filter((log) => log.severity === "error");
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
