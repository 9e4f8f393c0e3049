import { buildSync } from "esbuild";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../../support/evaluated";

/** The client kit as one file. */
export function bundle(format: "cjs" | "iife"): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(PROJECT_FOLDER, "packages/client/src/index.ts")],
    bundle: true,
    write: false,
    format,
    globalName: format === "iife" ? "kit" : undefined,
    target: "es2022",
  });
  return outputFiles[0]!.text;
}
