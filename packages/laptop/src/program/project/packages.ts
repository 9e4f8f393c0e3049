import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { UserError } from "../../shared/errors";
import type { Project } from "./project";

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
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
 * Checks that the packages of the program's package.json are installed if it cannot run without them, before a
 * compiler trips over them.
 * @throws UserError that names those that are not, and the command that installs them.
 */
export function requirePackages(project: PackagedProject): void {
  const folder = packageFolder(project);
  // Yarn's Plug'n'Play has no node_modules.
  if (folder === undefined || above(folder).some((each) => existsSync(join(each, ".pnp.cjs"))))
    return;
  const { dependencies = {}, optionalDependencies = {} } = manifestIn(folder);
  const missing = Object.keys(dependencies).filter(
    (name) => !(name in optionalDependencies) && !isInstalled(name, folder),
  );
  // Without Pulumi's packages nothing runs. Whether it runs without others is seen when it does.
  if (!missing.some((name) => name.startsWith("@pulumi/"))) return;
  throw new UserError(
    "PROJECT",
    `The program's packages are not installed: ${listed(missing)}. Run ${managerOf(project)} install in "${folder}".`,
  );
}

/**
 * What to say of a program that imports a package that is not installed, in place of many lines of Node.js or
 * the compiler.
 * @param error what they say.
 * @returns undefined if that is not what is wrong.
 */
export function missingPackage(error: string, project: PackagedProject): string | undefined {
  const imported = [...error.matchAll(/Cannot find (?:module|package) '([^']+)'/g)];
  const missing = imported
    .flatMap(([, name]) => PACKAGE_NAME.exec(name!)?.[0] ?? [])
    .find((name) => !isBuiltin(name) && !isInstalled(name, project.workingDirectory));
  if (missing === undefined) return undefined;
  const manager = managerOf(project);
  const folder = packageFolder(project) ?? project.workingDirectory;
  const { dependencies = {}, devDependencies = {} } = packageFolder(project)
    ? manifestIn(folder)
    : {};
  const add = manager === "npm" ? `npm install ${missing}` : `${manager} add ${missing}`;
  const install = missing in { ...dependencies, ...devDependencies } ? `${manager} install` : add;
  return `The program imports "${missing}", which is not installed. Run ${install} in "${folder}".`;
}

/** The beginning of an import that is neither a path nor an alias of the program. */
const PACKAGE_NAME = /^(?:@[\w-][\w.-]*\/)?\w[\w.-]*(?=\/|$)/;

type PackagedProject = Pick<Project, "workingDirectory" | "packageManager">;

function packageFolder({ workingDirectory }: PackagedProject): string | undefined {
  return above(workingDirectory).find((each) => existsSync(join(each, "package.json")));
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function managerOf(project: PackagedProject): string {
  const folder = packageFolder(project);
  const named = folder === undefined ? undefined : manifestIn(folder).packageManager;
  return project.packageManager ?? named?.split("@")[0] ?? lockOf(project.workingDirectory);
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
