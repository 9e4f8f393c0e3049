import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import ts from "typescript";
import { MADE } from "./made";

const REPOSITORY = join(__dirname, "../..");

/**
 * Run by `npm pack` in the folder of a package, before it packs: compiles src/ into dist/. The package's
 * index.js and bin prefer the sources, which are not packed, so what an interrupted run leaves behind
 * changes nothing.
 */
function prepack(folder: string): void {
  const source = join(folder, "src");
  const target = join(folder, "dist");
  for (const name of MADE) rmSync(join(folder, name), { recursive: true, force: true });
  // A folder with a project of its own runs in browsers: esbuild bundles it when it is asked for.
  const browserFolders = ts.sys
    .readDirectory(source, [".json"], undefined, ["**/tsconfig.json"])
    .map((file) => dirname(file));
  const isOfBrowser = (path: string) =>
    browserFolders.some((browserFolder) => path.startsWith(`${browserFolder}/`));
  const files = ts.sys.readDirectory(source, [".ts"]).map((file) => resolve(file));
  compile(
    files.filter((file) => !isOfBrowser(file)),
    source,
    target,
  );
  const entryPoints = files.filter(isOfBrowser);
  if (entryPoints.length > 0) buildSync({ entryPoints, outbase: source, outdir: target });
  cpSync(source, target, {
    recursive: true,
    filter: (path) => extname(path) !== ".ts" && !path.endsWith("tsconfig.json"),
  });
  if (hasModule(folder)) bundleModule(join(source, "index.ts"), target);
  copyFileSync(join(REPOSITORY, "LICENSE"), join(folder, "LICENSE"));
}

/** Whether the package is an ES module too: its manifest says so. */
function hasModule(folder: string): boolean {
  return readFileSync(join(folder, "package.json"), "utf8").includes('"./dist/index.mjs"');
}

/** For browsers: one file, of which bundlers leave out what is not used. */
function bundleModule(entryPoint: string, target: string): void {
  const outfile = join(target, "index.mjs");
  buildSync({ entryPoints: [entryPoint], outfile, bundle: true, format: "esm", target: "es2022" });
  writeFileSync(join(target, "index.d.mts"), 'export * from "./index.js";\n');
}

/** CommonJS and declarations. */
function compile(files: string[], rootDir: string, outDir: string): void {
  const { config } = ts.readConfigFile(join(REPOSITORY, "tsconfig.json"), ts.sys.readFile) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, REPOSITORY, {
    rootDir,
    outDir,
    types: ["node"],
    noEmit: false,
    noEmitOnError: true,
    declaration: true,
    sourceMap: false,
  });
  const program = ts.createProgram(files, options);
  const { diagnostics } = program.emit();
  if (diagnostics.length === 0) return;
  console.error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
  process.exit(1);
}

prepack(process.cwd());
