import { CustomRuntime } from "./custom-runtime";
import { NodeRuntime, type NodeRuntimeOptions } from "./node-runtime";
import type { Runtime } from "./runtime";

/** The runtimes of this machine. */
export class InstalledRuntimes {
  #node: Promise<NodeRuntime> | undefined;
  readonly #custom = new CustomRuntime();

  /** @param options of Node.js. */
  constructor(private readonly options?: NodeRuntimeOptions) {}

  /** @param name as the program has it, for example `nodejs24.x`. */
  async named(name: string): Promise<Runtime> {
    if (name.startsWith("provided")) return this.#custom;
    this.#node ??= NodeRuntime.prepare(this.options);
    return this.#node;
  }

  async close(): Promise<void> {
    await (await this.#node)?.close();
  }
}
