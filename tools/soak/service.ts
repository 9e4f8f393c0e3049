import { join } from "node:path";
import { UserError } from "pulumi-laptop/src/shared/errors";
import { copyProgram, type CopiedProgram } from "../../test/support/copied-program";
import { startWatchingRuntime, type ServerProcess } from "../bench/local/server-process";
import { childrenOf, descriptorsOf, residentBytes } from "./processes";

/** What the service has at one moment. */
export interface Usage {
  serviceBytes: number;
  descriptors: number;
  /** Processes that the service started. */
  children: number;
  childrenBytes: number;
}

const RELOADED = / the new program runs$/;

/** What saves change by turns: a comment, and what a function logs, so that its environments are replaced. */
const CHANGED = ["// The stack's configuration", "Clients created"];

/** Options of Node.js with which it collects garbage again and again. */
const COLLECTS = ["--expose-gc", "--require", join(__dirname, "collect.cjs")];

/** The laptop runtime with a copy of this repository's program, in a process of its own. */
export class Service {
  readonly #process: ServerProcess;
  readonly #program: CopiedProgram;
  readonly #changed = [...CHANGED];
  #saves = 0;
  #reloads = 0;

  private constructor(process: ServerProcess, program: CopiedProgram) {
    this.#process = process;
    this.#program = program;
  }

  /**
   * @param idleTimeoutSeconds after which execution environments end: soon, so that many come and go.
   * @throws UserError on another system than Linux.
   */
  static async start(idleTimeoutSeconds = 20): Promise<Service> {
    if (process.platform !== "linux")
      throw new UserError("USAGE", "Only Linux tells what a soak samples. Run it there.");
    const program = await copyProgram();
    let service: Service | undefined;
    const onLine = lineReader((line) => {
      if (RELOADED.test(line) && service) service.#reloads++;
    });
    const args = ["--idle-timeout", String(idleTimeoutSeconds)];
    try {
      const running = await startWatchingRuntime(program.folder, args, onLine, COLLECTS);
      service = new Service(running, program);
      return service;
    } catch (error) {
      await program.remove();
      throw error;
    }
  }

  get url(): string {
    return this.#process.url;
  }

  get saves(): number {
    return this.#saves;
  }

  /** How many saves were answered by a program that runs. */
  get reloads(): number {
    return this.#reloads;
  }

  /** @throws if the service has ended. */
  measure(): Usage {
    const { pid } = this.#process;
    const children = childrenOf(pid);
    return {
      serviceBytes: residentBytes(pid),
      descriptors: descriptorsOf(pid),
      children: children.length,
      childrenBytes: children.reduce((sum, child) => sum + residentBytes(child.pid), 0),
    };
  }

  /** Saves a change of the program. */
  save(): void {
    const at = this.#saves++ % CHANGED.length;
    const before = this.#changed[at]!;
    this.#changed[at] = `${CHANGED[at]} (save ${this.#saves})`;
    this.#program.edit("index.ts", before, this.#changed[at]);
  }

  /**
   * Kills an execution environment, a busy one if there is one.
   * @returns whether there was any.
   */
  killEnvironment(): boolean {
    const environments = childrenOf(this.#process.pid).filter((child) => child.isEnvironment);
    const killed = environments.find(({ isFrozen }) => !isFrozen) ?? environments[0];
    if (killed) process.kill(killed.pid, "SIGKILL");
    return killed !== undefined;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    await this.#program.remove();
  }
}

/** Puts pieces of text together to lines. */
function lineReader(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  };
}
