import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../../shared/errors";
import type { Project } from "../project/project";
import type { PolicyPack } from "./find-packs";

/** A policy pack in a process of its own. */
export interface PackProcess {
  /** `HOST:PORT` of its analyzer service. */
  address: string;
  /** Whether it serves no longer. */
  readonly hasEnded: boolean;
  close(): void;
}

export interface PackOptions {
  project: Pick<Project, "name" | "stack" | "configuration" | "directory" | "workingDirectory">;
  /** Computed values stay unknown, as in `pulumi preview`. */
  preview: boolean;
  /** Receives what the pack prints, line by line. */
  onOutput: (line: string) => void;
  /** Variables that the pack sees beside the engine's. */
  environment?: Record<string, string> | undefined;
  /** What runs a pack; a file that takes the pack's main file. */
  runner?: string[];
}

const RUNNER = [join(__dirname, "run-pack.cjs")];

/**
 * Starts a policy pack with the working directory and the environment that the Pulumi engine gives it.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/analyzer_plugin.go
 * @throws UserError with what the pack printed if it ends before it serves.
 */
export async function startPackProcess(
  pack: PolicyPack,
  { project, preview, onOutput, environment, runner = RUNNER }: PackOptions,
): Promise<PackProcess> {
  const child = spawn(process.execPath, ["--no-deprecation", ...runner, pack.main], {
    cwd: pack.directory,
    env: { ...process.env, ...environment, ...environmentOf(project, preview) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  let isServing = false;
  createInterface(child.stderr).on("line", (line) => {
    if (isServing) onOutput(line);
    else errors += `${line}\n`;
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const noPack = `It ended with code ${String(code)}. Its main file makes no PolicyPack.`;
      const reason = errors.trimEnd() || noPack;
      reject(new UserError("POLICY", `Policy pack "${pack.name}" did not start:\n${reason}`));
    });
    createInterface(child.stdout).on("line", (line) => {
      if (!isServing && /^\d+$/.test(line)) resolve(line);
      else onOutput(line);
    });
  });
  isServing = true;
  if (errors) onOutput(errors.trimEnd());
  return {
    address: `127.0.0.1:${port}`,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    close: () => void child.kill(),
  };
}

/** Packs in Node.js read the names with NODEJS, others the ones without. */
function environmentOf(
  { name, stack, configuration }: PackOptions["project"],
  preview: boolean,
): Record<string, string> {
  const isDryRun = String(preview);
  return {
    PULUMI_CONFIG: JSON.stringify(configuration.values),
    PULUMI_ORGANIZATION: "laptop",
    PULUMI_PROJECT: name,
    PULUMI_STACK: stack,
    PULUMI_DRY_RUN: isDryRun,
    PULUMI_NODEJS_PROJECT: name,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_DRY_RUN: isDryRun,
  };
}
