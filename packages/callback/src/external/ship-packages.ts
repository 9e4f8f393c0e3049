import { join, relative } from "node:path";
import { misfitsIn } from "./check-platform";
import { filesOf, findPackage } from "./installed-package";
import { placePackages } from "./place-packages";
import { ownPlatform, platformOf, type Architecture } from "./platform";

/** Something that is wrong with a package, or with a bundle. */
export interface PackageIssue {
  severity: "error" | "warning";
  /** For example "other-platform". */
  rule: string;
  /** The package. */
  name: string;
  message: string;
}

export interface Shipped {
  /** Paths of files, relative to the program's folder, by their paths in the archive. */
  files: Map<string, string>;
  issues: PackageIssue[];
}

export interface ShipOptions {
  /** The program's folder. */
  directory: string;
  architecture: Architecture;
  /** Whether the code will run on this machine, as the laptop's does. */
  runsHere: boolean;
  /** Packages that a layer has. */
  layerPackages: string[];
  /** The folders of those who require the packages, by package. */
  importers: Record<string, string[]>;
}

/**
 * Finds the files of packages and of all that they depend on, as they are installed.
 * @param names of packages that are not bundled.
 */
export function shipPackages(
  names: string[],
  { directory, architecture, runsHere, layerPackages, importers }: ShipOptions,
): Shipped {
  const layers = new Set(layerPackages);
  const issues: PackageIssue[] = [];
  const roots = names.flatMap((name) => {
    const folders = [directory, ...(importers[name] ?? [])];
    const found = folders.map((folder) => findPackage(name, folder)).find(Boolean);
    // What a package requires in case it is installed fails in Lambda as it does here.
    if (!found && !importers[name]) issues.push(notInstalled(name));
    return found ?? [];
  });
  const inLambda = placePackages(roots, platformOf(architecture), layers);
  for (const { name, by } of inLambda.missing) issues.push(notInstalled(name, by));
  for (const { name, by } of inLambda.rings) issues.push(inRing(name, by));
  for (const misfit of misfitsIn(inLambda.packages, architecture))
    issues.push({ severity: runsHere ? "warning" : "error", rule: "other-platform", ...misfit });
  const { packages } = runsHere ? placePackages(roots, ownPlatform(), layers) : inLambda;
  const files = packages.flatMap(({ folder, at }) =>
    filesOf(folder).map((file) => {
      return [`${at}/${file}`, relative(directory, join(folder, file))] as const;
    }),
  );
  return { files: new Map(files), issues };
}

function notInstalled(name: string, by?: string): PackageIssue {
  const who = by === undefined ? "external names" : `Package "${by}" depends on`;
  return {
    severity: "error",
    rule: "missing-package",
    name,
    message: `${who} package "${name}", which is not installed. Run npm install ${by ?? name}.`,
  };
}

function inRing(name: string, by: string): PackageIssue {
  return {
    severity: "error",
    rule: "package-ring",
    name,
    message: `Versions of package "${name}" and package "${by}" depend on each other in a ring. An archive holds no links, so it cannot hold them. Put "${name}" into a layer: layerPackages: ["${name}"].`,
  };
}
