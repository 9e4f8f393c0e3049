import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { buildSync } from "esbuild";
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
  const sources = readdirSync(source, { recursive: true, encoding: "utf8" }).map((name) =>
    join(source, name),
  );
  const browserFolders = sources
    .filter((file) => basename(file) === "tsconfig.json")
    .map((file) => dirname(file));
  const isOfBrowser = (path: string) =>
    browserFolders.some((browserFolder) => path.startsWith(`${browserFolder}/`));
  const files = sources.filter((file) => extname(file) === ".ts");
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
  mkdirSync(outDir);
  const project = join(outDir, "tsconfig.json");
  const emit = { noEmit: false, noEmitOnError: true, declaration: true, sourceMap: false };
  const compilerOptions = { rootDir, outDir, types: ["node"], ...emit };
  // The files of the repository's project would be compiled too.
  const chosen = { files, include: [], exclude: [] };
  const extended = join(REPOSITORY, "tsconfig.json");
  writeFileSync(project, JSON.stringify({ extends: extended, compilerOptions, ...chosen }));
  const compiler = join(REPOSITORY, "node_modules/typescript-native/bin/tsc");
  const { status } = spawnSync(process.execPath, [compiler, "--project", project], {
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) process.exit(1);
  rmSync(project);
}

prepack(process.cwd());
