import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { url as inspectorUrl } from "node:inspector";
import * as nodeModule from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build, type OutputFile } from "esbuild";
import { leadingVariables, type Leading, type LocalNames } from "../../shared/tls/local-names";
import { wrapped } from "./exec-wrapper";
import {
  LOG_DESCRIPTOR,
  LOG_VARIABLES,
  type Command,
  type CommandOptions,
  type Runtime,
} from "./runtime";

/** Whether a debugger may attach to environments; with "wait" each starts when one has. */
export type Inspect = "run" | "wait";

export interface NodeRuntimeOptions {
  /** Whether environments can be debugged. */
  inspect?: Inspect | undefined;
  /** Where AWS's names lead; into the internet if not given. */
  names?: LocalNames | undefined;
  /** The Node.js to run; this process's own if not given. */
  nodePath?: string | undefined;
}

const HOLD_DESCRIPTOR = LOG_DESCRIPTOR + 1;

/** Node.js, the one on this machine, with Lambda's client for it. */
export class NodeRuntime implements Runtime {
  // From Node.js 22.10 on.
  readonly keepsCompiledCode = "flushCompileCache" in nodeModule;
  /** What leads programs to the local services, if AWS's names lead there. */
  readonly leading: Leading | undefined;
  readonly #folder: string;
  readonly #inspect: Inspect | undefined;
  readonly #nodePath: string;

  /** Writes the code that every environment starts with, as plain JavaScript: it has no TypeScript compiler. */
  static async prepare(options: NodeRuntimeOptions = {}): Promise<NodeRuntime> {
    // As Node.js names its files in it.
    const folder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-laptop-runtime-")));
    for (const { path, contents } of await bundles())
      await writeFile(join(folder, basename(path)), contents);
    const runtime = new NodeRuntime(folder, options);
    await runtime.writeNames(options.names);
    return runtime;
  }

  /** Tells the environments that start from now on which names lead where. */
  async writeNames(names: LocalNames | undefined): Promise<void> {
    await writeFile(join(this.#folder, "names.json"), JSON.stringify(names ?? {}));
  }

  private constructor(folder: string, options: NodeRuntimeOptions) {
    const { inspect, names, nodePath = process.execPath } = options;
    this.#folder = folder;
    this.#inspect = inspect;
    this.#nodePath = nodePath;
    this.leading = names && { names, preload: join(folder, "names.cjs") };
  }

  command(options: CommandOptions): Command {
    const { taskRoot, memorySizeMb, layers, environment, isHeld = false } = options;
    // As AWS's bootstrap divides the memory.
    const youngMb = Math.floor(memorySizeMb / 10);
    // Differs from AWS: memory outside the JavaScript heap, such as that of Buffers, is not limited.
    const memory = [
      `--max-semi-space-size=${Math.max(1, Math.floor(youngMb / 2))}`,
      `--max-old-space-size=${memorySizeMb - youngMb}`,
    ];
    // V8 would collect garbage while an environment is idle: it is frozen then, and its next event would wait.
    const others = ["--no-memory-reducer", "--expose-gc", "--max-http-header-size=81920"];
    const debugging = debuggingOf(this.#inspect, environment.NODE_OPTIONS);
    const { args = [], variables } = debugging ?? {};
    const preloaded = [
      // Not imported by the runtime: worker threads load it as well.
      ...(this.leading ? ["--require", this.leading.preload] : []),
      ...(layers.length > 0 ? ["--require", join(this.#folder, "layers.cjs")] : []),
    ];
    const command = {
      file: this.#nodePath,
      args: [...memory, ...others, ...preloaded, ...args, join(this.#folder, "start.cjs")],
      variables: {
        ...variables,
        // For what a wrapper script starts before the runtime, which takes them away.
        ...(environment.AWS_LAMBDA_EXEC_WRAPPER &&
          leadingVariables(this.leading, { ...environment, ...variables })),
        ...LOG_VARIABLES,
        _PULUMI_LAPTOP_COMPILE_CACHE: join(this.#folder, "compile-cache"),
        ...(isHeld && { _PULUMI_LAPTOP_HOLD: String(HOLD_DESCRIPTOR) }),
      },
      holdDescriptor: isHeld ? HOLD_DESCRIPTOR : undefined,
      workingDirectory: taskRoot,
      isDebugged: debugging !== undefined,
      waitsForDebugger: this.#inspect === "wait",
    };
    return wrapped(command, options);
  }

  /** What the function has Node.js or a wrapper load runs before its code. A debugger would show a held process. */
  canHold({ environment }: CommandOptions): boolean {
    const { NODE_OPTIONS, AWS_LAMBDA_EXEC_WRAPPER } = environment;
    return !NODE_OPTIONS && !AWS_LAMBDA_EXEC_WRAPPER && !isDebuggedBy(this.#inspect);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

let built: Promise<OutputFile[]> | undefined;

/** The code that every environment starts with, built once for all laptops of this process. */
function bundles(): Promise<OutputFile[]> {
  built ??= build({
    entryPoints: {
      start: join(__dirname, "nodejs/start"),
      names: join(__dirname, "nodejs/names/start"),
      layers: join(__dirname, "nodejs/layers/start"),
    },
    bundle: true,
    write: false,
    outdir: __dirname,
    outExtension: { ".js": ".cjs" },
    platform: "node",
    format: "cjs",
    // The Node.js programs that functions start can be older than this one.
    target: "node18",
    // Stack traces name the file that has this code on AWS.
    footer: { js: "//# sourceURL=file:///var/runtime/index.mjs" },
  }).then(({ outputFiles }) => outputFiles);
  return built;
}

/** Whether environments can be debugged: while the laptop can, or if asked for. */
export function isDebuggedBy(inspect: Inspect | undefined): boolean {
  return inspect !== undefined || inspectorUrl() !== undefined;
}

/**
 * While the laptop can be debugged, every environment can. Under VS Code it attaches by itself, as the laptop
 * has; else it listens on a port of its own. So it does if asked to.
 * @param nodeOptions the function's own.
 */
function debuggingOf(
  inspect: Inspect | undefined,
  nodeOptions = "",
): Partial<Pick<Command, "args" | "variables">> | undefined {
  const { VSCODE_INSPECTOR_OPTIONS, NODE_OPTIONS = "" } = process.env;
  if (inspect === "wait") return { args: ["--inspect-brk=127.0.0.1:0"] };
  if (!isDebuggedBy(inspect)) return undefined;
  if (VSCODE_INSPECTOR_OPTIONS === undefined) return { args: ["--inspect=127.0.0.1:0"] };
  const all = `${NODE_OPTIONS} ${nodeOptions}`.trim();
  return { variables: { VSCODE_INSPECTOR_OPTIONS, NODE_OPTIONS: all } };
}
