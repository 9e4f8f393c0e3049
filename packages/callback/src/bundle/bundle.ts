import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build as esbuild, version, type Metafile, type Plugin } from "esbuild";
import { cached } from "./cache";
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
}

/**
 * Bundles a serialized closure with the parts of its packages that it uses.
 * The same text and packages give the same bytes. The result is cached.
 *
 * @param text from `pulumi.runtime.serializeFunction` with `exportName: "handler"`.
 * @param directory the folder from which packages are resolved.
 * @param nodeMajor the major version of Node.js that will run it.
 * @param options.isKept whether to cache the bundle on disk.
 * @throws if a package is not installed.
 */
export async function bundleClosure(
  text: string,
  directory: string,
  nodeMajor: number,
  { isKept = true } = {},
): Promise<Bundle> {
  const make = async () => {
    const modules = toEsModules(text, directory);
    const plugin = closureModules(modules, directory);
    const small = await build(plugin, directory, nodeMajor, false);
    const built = hasOtherClients(small.metafile)
      ? await build(plugin, directory, nodeMajor, true)
      : small;
    const files = Object.keys(built.metafile.inputs).filter((path) => !closureModule(path));
    return { value: { ...built, modules: Object.fromEntries(modules) }, files };
  };
  if (!isKept) return (await make()).value;
  return cached(directory, [text, nodeMajor, version, ownCode()], make);
}

/** The source of the bundler itself: a change of it invalidates cached bundles. */
function ownCode(): string[] {
  const folder = join(__dirname, "..");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  return paths.sort().map((path) => readFileSync(path, "utf8"));
}

async function build(
  modules: Plugin,
  directory: string,
  nodeMajor: number,
  otherClients: boolean,
): Promise<Omit<Bundle, "modules">> {
  const { outputFiles, metafile } = await esbuild({
    entryPoints: [`closure:${ENTRY}`],
    plugins: [modules, lambdaSdk({ otherClients }), mongoDriver()],
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
