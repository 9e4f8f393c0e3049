import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lazy } from "./lazy-modules";

export interface Asset {
  type: string;
  text: string;
}

const FOLDER = join(__dirname, "browser");

const builtAssets = new Map<string, Promise<Asset>>();

/** A file of the page, built on the first request: there is no build step. */
export function assetOf(path: string): Promise<Asset> {
  const asset = builtAssets.get(path) ?? build(path);
  builtAssets.set(path, asset);
  return asset;
}

async function build(path: string): Promise<Asset> {
  switch (path) {
    case "/page.js":
      return { type: "text/javascript; charset=utf-8", text: await bundle("main") };
    case "/page.css":
      return { type: "text/css; charset=utf-8", text: await bundle("page.css") };
    default:
      return {
        type: "text/html; charset=utf-8",
        text: await readFile(join(FOLDER, "index.html"), "utf8"),
      };
  }
}

async function bundle(entryPoint: string): Promise<string> {
  const { outputFiles } = await lazy.esbuild().build({
    entryPoints: [join(FOLDER, entryPoint)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  return outputFiles[0]!.text;
}
