import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { defaultRegion } from "../program/project/surroundings";

/** Processes whose median counts. */
const RUNS = 5;

/** Loads the bundle as the Init phase does; prints the milliseconds, or the error. */
const LOAD = `
const start = performance.now();
try {
  require("./index.js");
  console.log(JSON.stringify({ ms: performance.now() - start }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
process.exit(0);`;

export type InitTime = { ms: number } | { error: string };

/**
 * Measures how long a bundle takes until its handler is ready, in processes of their own.
 * @param variables the function's environment variables.
 * @param files of packages that are not bundled, by their paths in the archive.
 */
export async function measureInit(
  code: string,
  variables: Record<string, string>,
  files: Record<string, string> = {},
): Promise<InitTime> {
  const folder = await mkdtemp(join(tmpdir(), "init-"));
  try {
    await writeFile(join(folder, "index.js"), code);
    await writeFile(join(folder, "load.js"), LOAD);
    for (const [at, path] of Object.entries(files)) await cp(path, join(folder, at));
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--no-deprecation", "load.js"],
        { cwd: folder, env: { ...surroundings(folder), ...variables } },
      );
      const result = JSON.parse(stdout.trim().split("\n").pop()!) as InitTime;
      if ("error" in result) return result;
      times.push(result.ms);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
    return { ms: Math.round(median * 10) / 10 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The variables that every execution environment has, with credentials that are not valid. */
function surroundings(home: string): Record<string, string> {
  return {
    AWS_REGION: defaultRegion(),
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    PATH: process.env.PATH ?? "",
    HOME: home,
    TZ: ":UTC",
  };
}
