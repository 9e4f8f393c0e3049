import { CustomRuntime } from "./custom-runtime";
import { NodeRuntime, type NodeRuntimeOptions } from "./node-runtime";
import { PythonRuntime } from "./python-runtime";
import type { Runtime } from "./runtime";

/** The runtimes of this machine. */
export class InstalledRuntimes {
  #node: Promise<NodeRuntime> | undefined;
  readonly #custom: CustomRuntime;

  constructor(private readonly options: NodeRuntimeOptions = {}) {
    this.#custom = new CustomRuntime(options.names);
  }

  /**
   * @param name as the program has it, for example `nodejs24.x`.
   * @throws UserError if this machine has nothing to run it.
   */
  async named(name: string): Promise<Runtime> {
    if (name.startsWith("provided")) return this.#custom;
    // Looked for each time: it may have been installed since.
    if (name.startsWith("python")) return PythonRuntime.find(name, this.options.names);
    this.#node ??= NodeRuntime.prepare(this.options);
    return this.#node;
  }

  async close(): Promise<void> {
    await (await this.#node)?.close();
  }
}
