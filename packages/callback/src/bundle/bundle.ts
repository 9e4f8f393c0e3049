import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build as esbuild, version, type Metafile, type Plugin } from "esbuild";
import type { PackageIssue } from "../external/ship-packages";
import { openedFiles } from "./bundle-issues";
import { cached } from "./cache";
import { external } from "./external";
import { ENTRY, toEsModules } from "../serialize/es-modules";
import type { Module } from "../serialize/module-text";
import { lambdaSdk, hasOtherClients } from "./lambda-sdk";
import { mongoDriver } from "./mongo-driver";
import { only, type SourceMapJson } from "./source-map";

export interface Bundle {
  /** One CommonJS file that exports `handler`. */
  code: string;
  /** Maps to the modules of the rewritten closure, by name. */
  map: SourceMapJson;
  /** The modules of the rewritten closure, by name. */
  modules: Record<string, Module>;
  /** What each source file contributes, as esbuild reports it. */
  metafile: Metafile;
  /** What packages do that they cannot do in a bundle. */
  issues: PackageIssue[];
  /** The folders of those who require the packages that are not bundled, by package. */
  importers: Record<string, string[]>;
}

export interface BundleOptions {
  /** Whether to cache the bundle on disk. */
  isKept?: boolean;
  /** Names of packages that the bundle requires where it runs. */
  external?: readonly string[];
}

/**
 * Bundles a serialized closure with the parts of its packages that it uses.
 * The same text and packages give the same bytes. The result is cached.
 *
 * @param text from `pulumi.runtime.serializeFunction` with `exportName: "handler"`.
 * @param directory the folder from which packages are resolved.
 * @param nodeMajor the major version of Node.js that will run it.
 * @throws esbuild's BuildFailure if a package cannot be bundled.
 */
export async function bundleClosure(
  text: string,
  directory: string,
  nodeMajor: number,
  { isKept = true, external: names = [] }: BundleOptions = {},
): Promise<Bundle> {
  const make = async () => {
    const modules = toEsModules(text, directory);
    const importers: Bundle["importers"] = {};
    const plugins = [external(names, importers), closureModules(modules, directory)];
    const small = await build(plugins, directory, nodeMajor, false);
    const built = hasOtherClients(small.metafile)
      ? await build(plugins, directory, nodeMajor, true)
      : small;
    const issues = openedFiles(built.metafile, directory);
    const files = Object.keys(built.metafile.inputs).filter((path) => !closureModule(path));
    const value = { ...built, modules: Object.fromEntries(modules), issues, importers };
    return { value, files };
  };
  if (!isKept) return (await make()).value;
  return cached(directory, [text, nodeMajor, names, version, ownCode()], make);
}

/** The source of the bundler itself: a change of it invalidates cached bundles. */
function ownCode(): string[] {
  const folder = join(__dirname, "..");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  return paths.sort().map((path) => readFileSync(path, "utf8"));
}

async function build(
  plugins: Plugin[],
  directory: string,
  nodeMajor: number,
  otherClients: boolean,
): Promise<Pick<Bundle, "code" | "map" | "metafile">> {
  const { outputFiles, metafile } = await esbuild({
    entryPoints: [`closure:${ENTRY}`],
    plugins: [...plugins, lambdaSdk({ otherClients }), mongoDriver()],
    absWorkingDir: directory,
    outfile: "index.js",
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    platform: "node",
    format: "cjs",
    target: `node${nodeMajor}`,
    mainFields: ["module", "main"],
    // A dynamic import makes Node.js load the ES module wrapper of node:http, and undici with it: 30 ms.
    supported: { "dynamic-import": false },
    logLevel: "silent",
    logLimit: 0,
    logOverride: { "import-is-undefined": "error" },
  });
  const [map, code] = outputFiles.map((file) => file.text);
  const ofClosure = only(JSON.parse(map!) as SourceMapJson, closureModule);
  return { code: code!, map: ofClosure, metafile };
}

/** The name of a closure's module. esbuild reports it as `closure:<name>`. */
function closureModule(source: string): string | undefined {
  return source.startsWith("closure:") ? source.slice("closure:".length) : undefined;
}

/** Serves the modules of a closure to esbuild. */
function closureModules(modules: Map<string, Module>, directory: string): Plugin {
  return {
    name: "closure",
    setup(build) {
      build.onResolve({ filter: /^closure:/ }, ({ path }) => ({
        path: closureModule(path)!,
        namespace: "closure",
      }));
      build.onLoad({ filter: /.*/, namespace: "closure" }, ({ path }) => ({
        contents: modules.get(path)!.text,
        resolveDir: directory,
      }));
    },
  };
}
