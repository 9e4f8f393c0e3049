import { statSync } from "node:fs";
import { NOTHING, type Needs } from "./needs";
import {
  commandOf,
  startProgramProcess,
  type ProgramProcess,
  type ProgramProcessOptions,
} from "./program-process";
import type { Project } from "../project/project";

/** Starts the processes of a program. */
export interface ProcessSource {
  start(project: Project, options: ProgramProcessOptions): ProgramProcess;
  /** Tells what a program has needed. */
  learn?(needs: Needs): void;
}

/** A process for each evaluation, started when it is needed. */
export const newProcesses: ProcessSource = { start: startProgramProcess };

/**
 * Keeps a process that has loaded Pulumi and waits for the next evaluation of the same program. Nothing of the
 * program's own files has run in it, and it is used once.
 */
export class SpareProcess implements ProcessSource {
  #spare: { process: ProgramProcess; key: string } | undefined;
  #needs = NOTHING;

  /** Takes the spare process if it was started with what is needed now, or starts another. */
  start(project: Project, options: ProgramProcessOptions): ProgramProcess {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare?.key === this.#keyOf(project, options) && isRunning(spare.process))
      return spare.process;
    spare?.process.child.kill("SIGKILL");
    return startProgramProcess(project, options);
  }

  learn(needs: Needs): void {
    this.#needs = needs;
  }

  /** Starts a spare process, unless there is one. */
  prepare(project: Project, options: ProgramProcessOptions): void {
    if (this.#spare || this.#needs.modules.length === 0) return;
    const process = startProgramProcess(project, options, this.#needs);
    // An evaluation starts another if this one fails.
    process.child.on("error", () => undefined);
    this.#spare = { process, key: this.#keyOf(project, options) };
  }

  close(): void {
    this.#spare?.process.child.kill("SIGKILL");
    this.#spare = undefined;
  }

  /** Changes with the program's settings, its environment and the versions of its packages. */
  #keyOf(project: Project, options: ProgramProcessOptions): string {
    const { modules, libraries, sources } = this.#needs;
    const files = [...modules, ...libraries, ...Object.keys(sources)];
    return JSON.stringify([commandOf(project, options), files.map(stampOf)]);
  }
}

function isRunning({ child }: ProgramProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.size} ${stats.mtimeMs}` : "";
}
