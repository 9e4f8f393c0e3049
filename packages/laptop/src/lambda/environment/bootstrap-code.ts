import { join } from "node:path";
import { build } from "esbuild";

/** The code that every environment starts with, as plain JavaScript: a worker thread has no TypeScript compiler. */
export async function bundleBootstrap(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "../runtimes/nodejs/bootstrap")],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
  });
  return outputFiles[0]!.text;
}
