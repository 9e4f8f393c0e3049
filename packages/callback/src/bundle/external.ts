import type { Plugin } from "esbuild";
import { packageOfSpecifier } from "../inspect/modules";

/**
 * Leaves packages out of a bundle, which requires them.
 * @param names of the packages.
 * @param importers gets the folders of those who require them, by package.
 */
export function external(names: readonly string[], importers: Record<string, string[]>): Plugin {
  return {
    name: "external",
    setup(build) {
      if (names.length === 0) return;
      build.onResolve({ filter: /^[^./]/ }, ({ path, resolveDir }) => {
        const name = packageOfSpecifier(path);
        if (!names.includes(name)) return undefined;
        const folders = (importers[name] ??= []);
        if (!folders.includes(resolveDir)) folders.push(resolveDir);
        return { path, external: true };
      });
    },
  };
}
