import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { findPackage } from "../external/installed-package";
import { packageOfSpecifier } from "../inspect/modules";

/**
 * Leaves packages out of a bundle, which requires them.
 * @param names of the packages.
 * @param directory the folder from which packages are resolved.
 * @param importers gets the folders of those who require the packages, by package.
 */
export function external(
  names: readonly string[],
  directory: string,
  importers: Record<string, string[]>,
): Plugin {
  return {
    name: "external",
    setup(build) {
      // Each import that esbuild asks about costs time: without names, only those of the closure.
      const of = { filter: /^[^./]/, ...(names.length === 0 && { namespace: "closure" }) };
      build.onResolve(of, async ({ path, namespace, resolveDir, kind }) => {
        const name = packageOfSpecifier(path);
        const specifier = namespace === "closure" ? exportedSpecifier(path, directory) : path;
        if (!names.includes(name))
          return specifier === path ? undefined : build.resolve(specifier, { kind, resolveDir });
        const folders = (importers[name] ??= []);
        if (!folders.includes(resolveDir)) folders.push(resolveDir);
        return { path: specifier, external: true };
      });
    },
  };
}

/** Pulumi writes the path of the file that the program loaded. If the package exports that file by another name: that. */
function exportedSpecifier(specifier: string, directory: string): string {
  const name = packageOfSpecifier(specifier);
  const found = specifier === name ? undefined : findPackage(name, directory);
  const exports = found?.manifest.exports;
  if (typeof exports !== "object" || exports === null) return specifier;
  const file = join(found!.folder, specifier.slice(name.length + 1));
  const { resolve } = createRequire(`${directory}/`);
  const leadsTo = (candidate: string) => {
    try {
      return resolve(candidate) === file;
    } catch {
      return false;
    }
  };
  const subpaths = Object.keys(exports).filter((key) => /^\.\/[^*]+$/.test(key));
  const candidates = [specifier, name, ...subpaths.map((key) => name + key.slice(1))];
  return candidates.find(leadsTo) ?? specifier;
}
