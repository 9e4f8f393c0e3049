import { findPackage, type InstalledPackage } from "./installed-package";
import { fits, type Platform } from "./platform";

/** A package that is shipped as it is. */
export interface PlacedPackage extends InstalledPackage {
  /** Its folder in the archive, for example `node_modules/sharp`. */
  at: string;
  /** Its optional dependencies that are installed, but made for other platforms. */
  misfits: InstalledPackage[];
}

export interface Placement {
  packages: PlacedPackage[];
  /** What a package depends on and is not installed. */
  missing: { name: string; by: string }[];
  /** What cannot be placed where a package finds it: versions that depend on each other in a ring. */
  rings: { name: string; by: string }[];
}

/**
 * Where packages go in an archive, and all that they depend on, so that Node.js finds from each package
 * there the version that it finds here. Optional dependencies for other platforms stay out.
 * @param roots the packages that the function's own code requires.
 * @param layers names of packages that a layer has.
 */
export function placePackages(
  roots: InstalledPackage[],
  platform: Platform,
  layers: ReadonlySet<string>,
): Placement {
  const packages: PlacedPackage[] = [];
  const missing: Placement["missing"] = [];
  const rings: Placement["rings"] = [];
  const places = new Map<string, PlacedPackage>();
  const add = (found: InstalledPackage, at: string) => {
    const placed = { ...found, at, misfits: [] };
    places.set(at, placed);
    packages.push(placed);
  };
  for (const root of roots) add(root, placeOf(root.name));
  // The list grows: all that one package needs is placed before what those need.
  for (const { name: by, folder, manifest, at, misfits } of packages)
    for (const { name, isOptional } of dependenciesOf(manifest)) {
      if (layers.has(name)) continue;
      const found = findPackage(name, folder);
      if (!found && !isOptional) missing.push({ name, by });
      if (!found) continue;
      if (isOptional && !fits(found.manifest, platform)) {
        misfits.push(found);
        continue;
      }
      const seen = placeAbove(at, name, places);
      if (seen === undefined) add(found, placeOf(name));
      else if (seen.folder === found.folder) continue;
      // Another version is nearer, and that needs this one too: copies of both would never end.
      else if (isAround(at, found, packages)) rings.push({ name, by });
      else add(found, `${at}/${placeOf(name)}`);
    }
  return { packages, missing, rings };
}

/** Whether a place in the archive is inside of a package. */
function isAround(at: string, { folder }: InstalledPackage, packages: PlacedPackage[]): boolean {
  return packages.some(
    (placed) => placed.folder === folder && `${at}/`.startsWith(`${placed.at}/`),
  );
}

function placeOf(name: string): string {
  return `node_modules/${name}`;
}

/** What Node.js would find by that name from a place in the archive. */
function placeAbove(
  at: string,
  name: string,
  places: Map<string, PlacedPackage>,
): PlacedPackage | undefined {
  const parts = at.split("/");
  for (let length = parts.length; length >= 0; length--) {
    if (parts[length - 1] === "node_modules") continue;
    const found = places.get([...parts.slice(0, length), placeOf(name)].join("/"));
    if (found) return found;
  }
  return undefined;
}

/** An optional peer that is installed is the program's own affair: it may be a compiler. */
function dependenciesOf({
  dependencies = {},
  optionalDependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}: InstalledPackage["manifest"]): { name: string; isOptional: boolean }[] {
  const optional = new Set(Object.keys(optionalDependencies));
  const peers = Object.keys(peerDependencies).filter(
    (name) => !peerDependenciesMeta[name]?.optional,
  );
  const names = new Set([...Object.keys(dependencies), ...optional, ...peers]);
  return [...names].map((name) => ({
    name,
    isOptional: optional.has(name) || !(name in dependencies),
  }));
}
