import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  build as esbuild,
  version,
  type BuildFailure,
  type Message,
  type Metafile,
  type Plugin,
} from "esbuild";
import type { PackageIssue } from "../external/ship-packages";
import { openedFiles } from "./bundle-issues";
import { cached } from "./cache";
import { external } from "./external";
import { ENTRY, toEsModules } from "../serialize/es-modules";
import type { Module } from "../serialize/module-text";
import { lambdaSdk, hasOtherClients } from "./lambda-sdk";
import { mongoDriver } from "./mongo-driver";
import { packageBuilds, packagesToRequire, requiresOthers } from "./package-builds";
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
    const importers: Bundle["importers"] = {};
    const built = await build(text, directory, nodeMajor, external(names, directory, importers));
    const issues = openedFiles(built.metafile, directory);
    const files = Object.keys(built.metafile.inputs).filter((path) => !closureModule(path));
    const value = { ...built, issues, importers };
    return { value, files };
  };
  if (!isKept) return (await make()).value;
  return cached(directory, [text, nodeMajor, names, version, ownCode()], make);
}

let ownCodeHash: string | undefined;

/** Stands for the source of the bundler itself: a change of it invalidates cached bundles. */
function ownCode(): string {
  return (ownCodeHash ??= hashOfFolder(join(__dirname, "..")));
}

function hashOfFolder(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const texts = paths.sort().map((path) => readFileSync(path, "utf8"));
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex");
}

/** Bundles, and again with what the bundle tells of its packages: most need one build. */
async function build(
  text: string,
  directory: string,
  nodeMajor: number,
  left: Plugin,
): Promise<Built & Pick<Bundle, "modules">> {
  const known: Known = { otherClients: false, required: new Set(), asksWithin: false };
  for (;;) {
    const modules = toEsModules(text, directory, known.required);
    const plugins = [left, closureModules(modules, directory)];
    const result = await buildOnce(plugins, directory, nodeMajor, known).catch((error: Error) => {
      if (known.asksWithin) throw error;
    });
    if (!result) {
      // What esbuild found may not be what the package requires in Node.js.
      known.asksWithin = true;
      continue;
    }
    const { undefinedImports, ...built } = result;
    const otherClients = hasOtherClients(built.metafile);
    const required = await packagesToRequire(built.metafile, directory);
    const asksWithin = requiresOthers(built.metafile, directory);
    const isKnown = otherClients <= known.otherClients && asksWithin <= known.asksWithin;
    if (isKnown && isSubset(required, known.required)) {
      if (undefinedImports.length > 0) throw failure(undefinedImports);
      return { ...built, modules: Object.fromEntries(modules) };
    }
    known.otherClients ||= otherClients;
    known.asksWithin ||= asksWithin;
    for (const folder of required) known.required.add(folder);
  }
}

type Built = Pick<Bundle, "code" | "map" | "metafile">;

/** What is known of the packages in a bundle. */
interface Known {
  otherClients: boolean;
  /** The folders of those that are bundled as `require` finds them. */
  required: Set<string>;
  /** Whether one of them requires another file of its own than esbuild takes. */
  asksWithin: boolean;
}

async function buildOnce(
  plugins: Plugin[],
  directory: string,
  nodeMajor: number,
  { otherClients, required, asksWithin }: Known,
): Promise<Built & { undefinedImports: Message[] }> {
  const { outputFiles, metafile, warnings } = await esbuild({
    entryPoints: [`closure:${ENTRY}`],
    plugins: [
      ...plugins,
      lambdaSdk({ otherClients }),
      mongoDriver(),
      packageBuilds(required, asksWithin),
    ],
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
  });
  const [map, code] = outputFiles.map((file) => file.text);
  const ofClosure = only(JSON.parse(map!) as SourceMapJson, closureModule);
  const undefinedImports = warnings.filter(({ id }) => id === "import-is-undefined");
  return { code: code!, map: ofClosure, metafile, undefinedImports };
}

/** As esbuild reports errors. */
function failure(errors: Message[]): Error {
  const failed: Partial<BuildFailure> = { errors };
  return Object.assign(new Error(errors[0]!.text), failed);
}

function isSubset(some: Set<string>, all: Set<string>): boolean {
  return [...some].every((item) => all.has(item));
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
