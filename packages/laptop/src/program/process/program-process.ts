import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { UserError } from "../../shared/errors";
import type { Project } from "../project/project";
import { NOTHING } from "./needs";

/** The process of a program, with what its preloads report. */
export interface ProgramProcess {
  child: ChildProcess;
  /** Lets the program begin, at the address of the Pulumi engine: `HOST:PORT`. */
  begin(monitorAddress: string): void;
}

export interface ProgramProcessOptions {
  /** The region of resources that do not say which. */
  region: string;
  /** Computed values stay unknown, as in `pulumi preview`. */
  preview: boolean;
}

/** Loaded before Pulumi, in this order. */
const PRELOADS = [
  "keep-compiled",
  "plain-errors",
  "encrypted-configuration",
  "report-closures",
  "pulumi-shortcuts",
  "keep-transpiled",
  "report-modules",
  "report-files",
];

/** Exit code of a process that could not load modules beforehand: nothing of the program has run in it. */
export const NOT_READY = 117;

/** File descriptors of a program's process. */
export const NEEDS_DESCRIPTOR = 3;
export const CLOSURES_DESCRIPTOR = 4;
const START_DESCRIPTOR = 5;

/**
 * Starts the process of a program, which runs `@pulumi/pulumi/cmd/run` as the language host does. It waits until it
 * may begin.
 * @param needs what it gets ready before.
 */
export function startProgramProcess(
  project: Project,
  options: ProgramProcessOptions,
  needs = NOTHING,
): ProgramProcess {
  const { file, args, env } = commandOf(project, options);
  const child = spawn(file, args, {
    cwd: project.workingDirectory,
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
  });
  const start = (child.stdio as unknown[])[START_DESCRIPTOR] as Writable;
  // A process that has ended already says so itself.
  start.on("error", () => undefined);
  start.write(`${JSON.stringify(needs)}\n`);
  return {
    child,
    begin: (address) => start.end(`${JSON.stringify(address)}\n`),
  };
}

/** What tells whether two processes would run a program alike. */
export function commandOf(project: Project, { region, preview }: ProgramProcessOptions) {
  const { values, secretKeys, unreadable } = project.configuration;
  const organization = "laptop";
  return {
    file: process.execPath,
    args: [
      "--no-deprecation",
      ...PRELOADS.map((name) => `--require=${preload(name)}`),
      ...project.nodeArguments,
      preload("begin"),
      entryPoint(project.workingDirectory),
      `--organization=${organization}`,
      `--project=${project.name}`,
      `--root-directory=${project.directory}`,
      `--stack=${project.stack}`,
      `--pwd=${project.workingDirectory}`,
      ...(preview ? ["--dry-run"] : []),
      "--parallel=16",
      project.main,
    ],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify({ "aws:region": region, ...values }),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      PULUMI_LAPTOP_UNREADABLE: JSON.stringify(unreadable),
      // Pulumi's command puts these here itself, which is too late for a process that has loaded Pulumi before.
      PULUMI_NODEJS_ORGANIZATION: organization,
      PULUMI_NODEJS_PROJECT: project.name,
      PULUMI_NODEJS_ROOT_DIRECTORY: project.directory,
      PULUMI_NODEJS_STACK: project.stack,
      ...(preview && { PULUMI_NODEJS_DRY_RUN: "true" }),
      PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
      ...(project.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: project.tsconfig }),
    },
  };
}

function preload(name: string): string {
  return join(__dirname, "preload", `${name}.cjs`);
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
