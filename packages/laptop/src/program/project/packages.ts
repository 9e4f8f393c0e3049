import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../shared/errors";
import type { Project } from "./project";

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  packageManager?: string;
}

/** The files that name a package manager, which are beside the workspace's package.json. */
const LOCK_FILES: Record<string, string> = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
};

/**
 * Checks that the packages of the program's package.json are installed, before a compiler trips over them.
 * @throws UserError that names those that are not, and the command that installs them.
 */
export function requirePackages(
  project: Pick<Project, "workingDirectory" | "packageManager">,
): void {
  const folder = above(project.workingDirectory).find((each) =>
    existsSync(join(each, "package.json")),
  );
  // Yarn's Plug'n'Play has no node_modules.
  if (folder === undefined || above(folder).some((each) => existsSync(join(each, ".pnp.cjs"))))
    return;
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const { dependencies = {}, optionalDependencies = {} } = manifest;
  const missing = Object.keys(dependencies).filter(
    (name) => !(name in optionalDependencies) && !isInstalled(name, folder),
  );
  if (missing.length === 0) return;
  const manager =
    project.packageManager ?? manifest.packageManager?.split("@")[0] ?? lockOf(folder);
  throw new UserError(
    "PROJECT",
    `The program's packages are not installed: ${listed(missing)}. Run ${manager} install in "${folder}".`,
  );
}

function isInstalled(name: string, folder: string): boolean {
  return above(folder).some((each) => existsSync(join(each, "node_modules", name, "package.json")));
}

function lockOf(folder: string): string {
  for (const each of above(folder))
    for (const [file, manager] of Object.entries(LOCK_FILES))
      if (existsSync(join(each, file))) return manager;
  return "npm";
}

function listed(names: string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** The folder and all above it. */
function above(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...above(parent)];
}
