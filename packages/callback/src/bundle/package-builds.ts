import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { ImportKind, Metafile, Plugin } from "esbuild";
import { folderOf } from "../inspect/modules";
import { areAlike } from "./alike";

/**
 * AWS makes both builds from the same sources, and tests each with what it imports. lambda-sdk.ts replaces parts of
 * the ES modules.
 */
const MADE_ALIKE = /\/node_modules\/(@aws-sdk|@smithy|@aws-crypto)\/[^/]+\/$/;

/** A package or an absolute path. Most imports of a bundle are of a file beside the importer, and asking takes long. */
const PACKAGE = /^[^.]/;

const CALLS: ImportKind[] = ["require-call", "require-resolve"];
const IMPORTS: ImportKind[] = ["import-statement", "dynamic-import"];

/** An ES module that stands for a CommonJS one. */
const STAND_IN = "stand-in";
const ASKS_ESBUILD = "asks esbuild";

/**
 * Gives every package one build in a bundle, whether it is reached by its name, by a path in it, by
 * `require` or by `import`: two copies would not share their state and their classes. `require` finds what
 * it finds in Node.js, and so does an `import` of the packages whose folders are `required`. Other imports
 * take the ES modules, of which only the used parts are bundled.
 * https://nodejs.org/api/packages.html#dual-package-hazard
 * @param asksWithin whether esbuild asks about a package's own files too: see requiresOthers.
 */
export function packageBuilds(required: ReadonlySet<string>, asksWithin = true): Plugin {
  return {
    name: "package-builds",
    setup(build) {
      const isEsModule = moduleTypes();
      const filter = asksWithin ? /.*/ : PACKAGE;
      build.onResolve({ filter }, async ({ path, pluginData, ...from }) => {
        const { kind, importer, resolveDir } = from;
        if (pluginData === ASKS_ESBUILD || resolveDir === "" || isBuiltin(path)) return undefined;
        const isCall = CALLS.includes(kind);
        if (!isCall && (required.size === 0 || !IMPORTS.includes(kind) || /^[./]/.test(path)))
          return undefined;
        const file = resolveAsNode(path, resolveDir);
        // Of an ES module only esbuild itself reads what its package.json says.
        if (file === undefined || isEsModule(file)) return undefined;
        if (isCall) return { path: file };
        if (!required.has(folderOf(file) ?? "")) return undefined;
        const other = await build.resolve(path, { ...from, pluginData: ASKS_ESBUILD });
        if (other.path === file) return undefined;
        // The importer was written for the default export of the ES module.
        const { sideEffects } = other;
        return isEsModule(importer)
          ? { path: `${file}, as an ES module`, namespace: STAND_IN, pluginData: file, sideEffects }
          : { path: file, sideEffects };
      });
      build.onLoad({ filter: /.*/, namespace: STAND_IN }, ({ pluginData }) => {
        const file = pluginData as string;
        const specifier = JSON.stringify(file);
        const contents = `export * from ${specifier};\nexport { default } from ${specifier};\n`;
        return { contents, resolveDir: dirname(file) };
      });
    },
  };
}

/**
 * The folders of packages that have to be bundled as `require` finds them: a part of the bundle does so
 * already, there is nothing else, or the ES modules are another program.
 *
 * @param metafile of a bundle, with paths relative to the directory.
 */
export async function packagesToRequire(
  { inputs }: Metafile,
  directory: string,
): Promise<Set<string>> {
  const found = new Set<string>();
  const formats = new Map<string, string>();
  for (const [path, { format }] of Object.entries(inputs)) {
    const folder = folderOf(resolve(directory, path));
    if (folder === undefined || format === undefined) continue;
    if ((formats.get(folder) ?? format) !== format) found.add(folder);
    formats.set(folder, format);
  }
  const compared = new Set<string>();
  for (const [importer, { imports }] of Object.entries(inputs))
    for (const { path, original = ".", kind, external } of imports) {
      if (external || /^[./]/.test(original) || !IMPORTS.includes(kind)) continue;
      const file = resolve(directory, path);
      const folder = folderOf(file);
      if (!folder || compared.has(file) || found.has(folder)) continue;
      const importedBy = folderOf(resolve(directory, importer)) ?? "";
      if (MADE_ALIKE.test(folder) || MADE_ALIKE.test(importedBy)) continue;
      compared.add(file);
      const isOurs = importer.startsWith("closure:");
      if (formats.get(folder) === "cjs" && isOurs) found.add(folder);
      if (formats.get(folder) !== "esm") continue;
      const from = isOurs ? directory : dirname(resolve(directory, importer));
      const twin = resolveAsNode(original, from);
      if (twin !== undefined && twin !== file && !(await areAlike(file, twin, directory)))
        found.add(folder);
    }
  return found;
}

/**
 * Whether `require` of a package's own file finds another file in Node.js than in a bundle. Few do: a folder's
 * package.json that names an ES module too, a file that esbuild looks for under more endings.
 *
 * @param metafile of a bundle, with paths relative to the directory.
 */
export function requiresOthers({ inputs }: Metafile, directory: string): boolean {
  const isEsModule = moduleTypes();
  return Object.entries(inputs).some(([importer, { imports }]) =>
    imports.some(({ path, original = "", kind, external }) => {
      if (external || !original.startsWith(".") || !CALLS.includes(kind)) return false;
      const file = resolveAsNode(original, dirname(resolve(directory, importer)));
      return file !== undefined && file !== resolve(directory, path) && !isEsModule(file);
    }),
  );
}

/** What `require` finds in a folder; undefined if that is nothing. */
function resolveAsNode(specifier: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, "index.js")).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Tells which files are ES modules by their name or their package.json. */
function moduleTypes(): (file: string) => boolean {
  const known = new Map<string, boolean>();
  const isEsFolder = (folder: string): boolean => {
    const path = join(folder, "package.json");
    const answer =
      known.get(folder) ??
      (existsSync(path)
        ? (JSON.parse(readFileSync(path, "utf8")) as { type?: string }).type === "module"
        : folder !== dirname(folder) && isEsFolder(dirname(folder)));
    known.set(folder, answer);
    return answer;
  };
  return (file) => /\.m[jt]s$/.test(file) || (file.endsWith(".js") && isEsFolder(dirname(file)));
}
