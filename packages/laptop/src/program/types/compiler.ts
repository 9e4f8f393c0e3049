import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { entryFile } from "../project/entry";
import type { Project } from "../project/project";

/** What checks the types of a program. */
export interface Compiler {
  /** The program's own TypeScript. */
  tsc: string;
  tsconfig: string;
  /** Where it runs, and what the paths in its errors are relative to. */
  directory: string;
}

type Typed = Pick<Project, "workingDirectory" | "main" | "typescript" | "tsconfig">;

/** @returns undefined for a program in JavaScript, and for one without a tsconfig.json or a TypeScript of its own. */
export function compilerOf(project: Typed): Compiler | undefined {
  const { workingDirectory: directory } = project;
  const tsconfig = join(directory, project.tsconfig ?? "tsconfig.json");
  const isTyped = project.typescript && /\.[cm]?tsx?$/.test(entryFile(project));
  if (!isTyped || !existsSync(tsconfig)) return undefined;
  try {
    const tsc = createRequire(join(directory, "package.json")).resolve("typescript/lib/tsc.js");
    return { tsc, tsconfig, directory };
  } catch {
    return undefined;
  }
}
