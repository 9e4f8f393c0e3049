import { placeOfArn } from "../shared/aws-names";
import type { Clock } from "../shared/clock";
import type { CredentialIssuer } from "../iam/access/credentials";
import type { Backlog } from "./pool/backlog";
import type { InProgress } from "../shared/in-progress";
import type { Journal } from "../shared/journal";
import type { LambdaFunction, Model } from "../model/model";
import { extensionsOf } from "./archive/layers";
import { withLocalFolders } from "./archive/local-paths";
import { CodeStore } from "./code";
import type { ExecutionEnvironment } from "./environment/execution-environment";
import { watchingEnded } from "./environment/watchdog";
import { InitQueue } from "./pool/init-queue";
import { EnvironmentPool } from "./pool/pool";
import type { InstalledRuntimes } from "./runtimes/installed-runtimes";
import { isDebuggedBy, type Inspect } from "./runtimes/node-runtime";
import { sourceMapsOf } from "./logs/source-maps";

export interface FunctionsOptions {
  /** The folder that the program's paths are relative to. */
  programDirectory: string;
  /** What runs the functions' code. */
  runtimes: InstalledRuntimes;
  /** Endpoints of local services, by environment variable. */
  endpoints: Record<string, string>;
  credentials: CredentialIssuer;
  idleTimeoutMs: number;
  /** Whether execution environments can be debugged. */
  inspect?: Inspect | undefined;
  /** Counts the events that wait for an environment. */
  backlog?: Backlog;
  /** Counts Init phases until they are over. */
  inProgress?: InProgress;
  clock: Clock;
  journal: Journal;
}

interface Entry {
  definition: LambdaFunction;
  /** Differs if a change of the program changed the function. */
  fingerprint: string;
  pool: EnvironmentPool;
}

/** The functions of the current program, with their execution environments. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #code: CodeStore;
  readonly #initQueue: InitQueue;
  readonly #entries = new Map<string, Entry>();
  /** Every pool that still has environments, including replaced pools. */
  readonly #pools = new Set<EnvironmentPool>();
  /** The number of environments that each function has had. */
  readonly #numbers = new Map<string, number>();
  /** Of this program and of the previous one, whose environments may still be busy. */
  #sourceMaps: ReadonlyMap<string, string>[] = [];
  #isClosed = false;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#code = new CodeStore(options.programDirectory, isDebuggedBy(options.inspect));
    this.#initQueue = new InitQueue(options.clock);
  }

  find(functionName: string): Readonly<Entry> | undefined {
    return this.#entries.get(functionName);
  }

  /**
   * Prepares the new and changed functions of a program while the current ones keep running.
   * @returns a function that switches to them. Events in flight finish with the code they started with.
   * @throws UserError if code cannot be read. Nothing has changed then.
   */
  async prepare({ functions, sourceMaps }: Model): Promise<() => void> {
    // Not in the fingerprint: a line that moves is no reason for a cold start.
    this.#sourceMaps = [sourceMaps, ...this.#sourceMaps.slice(0, 1)];
    this.#code.setSourceMaps(sourceMaps);
    const started = new Map<string, Entry>();
    try {
      for (const definition of functions) {
        const taskRoot = await this.#code.unpack(definition);
        const fingerprint = JSON.stringify([definition, taskRoot]);
        if (this.#entries.get(definition.name)?.fingerprint === fingerprint) continue;
        const pool = await this.#startPool(definition, taskRoot);
        started.set(definition.name, { definition, fingerprint, pool });
        await pool.provision();
      }
    } catch (error) {
      for (const { pool } of started.values()) void pool.close();
      throw error;
    }
    const names = new Set(functions.map(({ name }) => name));
    return () => this.#takeOver(names, started);
  }

  /** The environments of every function, or of one, that have not ended. */
  environments(functionName?: string): ExecutionEnvironment[] {
    const pools = [...this.#pools].filter(
      ({ functionName: name }) => functionName === undefined || name === functionName,
    );
    return pools.flatMap((pool) => pool.environments);
  }

  /** Ends every idle environment, as if its idle timeout had passed. */
  endIdle(): void {
    for (const pool of this.#pools) pool.endIdle();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#entries.clear();
    await Promise.all([...this.#pools].map((pool) => pool.close()));
    await this.#code.close();
    await watchingEnded();
  }

  #takeOver(names: Set<string>, started: Map<string, Entry>): void {
    if (this.#isClosed) return;
    for (const [name, { pool }] of this.#entries) {
      if (names.has(name) && !started.has(name)) continue;
      this.#entries.delete(name);
      pool.retire();
    }
    for (const [name, entry] of started) this.#entries.set(name, entry);
  }

  async #startPool(definition: LambdaFunction, taskRoot: string): Promise<EnvironmentPool> {
    const { name, arn, code, runtime: runtimeName } = definition;
    const runtime = await this.#options.runtimes.named(runtimeName);
    for (const extension of await extensionsOf(taskRoot)) {
      const message = `Function "${name}" has the extension "${extension}" in a layer. Extensions are not started here.`;
      this.#options.journal.record("lambda", "extension", { function: name, extension, message });
    }
    const nextNumber = () => {
      const number = (this.#numbers.get(name) ?? 0) + 1;
      this.#numbers.set(name, number);
      return number;
    };
    const pool: EnvironmentPool = new EnvironmentPool({
      ...this.#options,
      definition: withLocalFolders(definition, taskRoot),
      runtime,
      taskRoot,
      sourceMaps: () => sourceMapsOf(code, taskRoot, this.#sourceMaps),
      region: placeOfArn(arn).region,
      initQueue: this.#initQueue,
      nextNumber,
      onEmpty: () => this.#pools.delete(pool),
    });
    this.#pools.add(pool);
    if (this.#isClosed) void pool.close();
    return pool;
  }
}
