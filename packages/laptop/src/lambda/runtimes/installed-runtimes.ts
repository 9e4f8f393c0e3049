import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CustomRuntime } from "./custom-runtime";
import { NodeRuntime, type NodeRuntimeOptions } from "./node-runtime";
import { PYTHON_BOOTSTRAP, PythonRuntime } from "./python-runtime";
import type { Runtime } from "./runtime";

/** The runtimes of this machine. */
export class InstalledRuntimes {
  /** The folder of Python's bootstrap. */
  #python: Promise<string> | undefined;
  #node: Promise<NodeRuntime> | undefined;

  constructor(private readonly options: NodeRuntimeOptions = {}) {}

  /**
   * @param name as the program has it, for example `nodejs24.x`.
   * @throws UserError if this machine has nothing to run it.
   */
  async named(name: string): Promise<Runtime> {
    // Others need it as well: what leads the Node.js programs that they start is in it.
    this.#node ??= NodeRuntime.prepare(this.options);
    const node = await this.#node;
    if (name.startsWith("provided")) return new CustomRuntime(node.leading);
    // Looked for each time: it may have been installed since.
    if (name.startsWith("python")) {
      this.#python ??= writePythonBootstrap();
      const file = join(await this.#python, "bootstrap.py");
      return PythonRuntime.find(name, file, node.leading);
    }
    return node;
  }

  /** Changes the custom domain names that lead to this machine, in lower case, for environments that start later. */
  async setDomains(domains: string[]): Promise<void> {
    const { names } = this.options;
    if (!names || names.domains.join() === domains.join()) return;
    names.domains.splice(0, names.domains.length, ...domains);
    await (await this.#node)?.writeNames(names);
  }

  async close(): Promise<void> {
    await (await this.#node)?.close();
    if (this.#python) await rm(await this.#python, { recursive: true, force: true });
  }
}

async function writePythonBootstrap(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-laptop-python-"));
  await writeFile(join(folder, "bootstrap.py"), PYTHON_BOOTSTRAP);
  return folder;
}
