import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What counts of a package.json. https://docs.npmjs.com/cli/v11/configuring-npm/package-json */
export interface Manifest {
  exports?: unknown;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
}

export interface InstalledPackage {
  name: string;
  /** Where its files are, whatever links lead there. */
  folder: string;
  manifest: Manifest;
}

/** The package that Node.js finds by that name from a folder. https://nodejs.org/api/modules.html#loading-from-node_modules-folders */
export function findPackage(name: string, from: string): InstalledPackage | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    const path = join(found, "package.json");
    if (basename(folder) !== "node_modules" && existsSync(path)) {
      const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
      return { name, folder: realpathSync(found), manifest };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * The files of a package, relative to its folder and with slashes. Links are followed, because Pulumi's
 * archives hold none. The packages that are installed inside of it are not its own.
 */
export function filesOf(folder: string): string[] {
  return filesBelow(folder, [realpathSync(folder)]).filter(
    (file) => !file.startsWith("node_modules/"),
  );
}

/** @param around the folders that are being listed: a link to one of them would never end. */
function filesBelow(folder: string, around: string[]): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name): string[] => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isFile()) return [name];
      if (!found?.isDirectory()) return [];
      const real = realpathSync(path);
      if (around.includes(real)) return [];
      return filesBelow(path, [...around, real]).map((file) => `${name}/${file}`);
    });
}
