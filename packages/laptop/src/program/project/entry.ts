import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../shared/errors";

/** How Node.js is started with a program. */
export interface Entry {
  /** The folder that the program runs in, and that its paths are relative to. */
  workingDirectory: string;
  /** The entry point, relative to `workingDirectory`; "." leaves it to package.json. */
  main: string;
}

/** What Pulumi.yaml says under `runtime`. https://www.pulumi.com/docs/iac/concepts/projects/project-file/ */
export type RuntimeSetting = string | { name?: string; options?: RuntimeOptions };

interface RuntimeOptions {
  nodeargs?: string;
  typescript?: boolean;
  tsconfig?: string;
  packagemanager?: string;
}

/** What the runtime's options ask for. */
export interface NodeOptions {
  /** Options for Node.js. */
  nodeArguments: string[];
  /** Whether Pulumi compiles TypeScript; if not, the program is JavaScript. */
  typescript: boolean;
  /** The file with TypeScript's options, relative to the working directory; tsconfig.json if not given. */
  tsconfig: string | undefined;
  /** For example `pnpm`. */
  packageManager: string | undefined;
}

/**
 * Where the program starts. As with Pulumi, it runs in the folder of what `main` names.
 * @param main as in Pulumi.yaml, a file or a folder.
 * @throws UserError if there is no such file.
 */
export function entryOf(projectPath: string, main: string | undefined): Entry {
  const directory = dirname(projectPath);
  if (main === undefined) return { workingDirectory: directory, main: "." };
  const path = join(directory, main);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return { workingDirectory: path, main: "." };
  if (found) return { workingDirectory: dirname(path), main: basename(path) };
  throw new UserError(
    "PROJECT",
    `"${projectPath}" has main "${main}", and there is no such file. Build the program first if a compiler makes it.`,
  );
}

/** The file that is evaluated, for example `index.ts`. */
export function entryFile({ workingDirectory, main }: Entry): string {
  if (main !== ".") return main;
  const declared = mainOfPackage(join(workingDirectory, "package.json"));
  if (declared !== undefined) return declared;
  return existsSync(join(workingDirectory, "index.ts")) ? "index.ts" : "index.js";
}

function mainOfPackage(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { main?: string }).main;
  } catch {
    // There is none, or the evaluation says what is wrong with it.
    return undefined;
  }
}

/** @throws UserError if the program is in another language. */
export function nodeOptionsOf(
  projectPath: string,
  setting: RuntimeSetting | undefined,
): NodeOptions {
  const { name, options = {} } = typeof setting === "string" ? { name: setting } : (setting ?? {});
  if (name !== "nodejs") {
    throw new UserError(
      "PROJECT",
      `"${projectPath}" has the runtime "${name ?? ""}". Only "nodejs" runs here.`,
    );
  }
  return {
    nodeArguments: options.nodeargs?.split(/\s+/).filter(Boolean) ?? [],
    typescript: options.typescript ?? true,
    tsconfig: options.tsconfig,
    packageManager: options.packagemanager,
  };
}
