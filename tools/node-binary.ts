import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const CACHE_FOLDER = join(__dirname, "../node_modules/.cache/node");

/**
 * The path of a Node.js of the given major version: the running one, or else one that npm installs once.
 * @throws if there is no package of it for this platform.
 */
export function nodeBinary(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const isWindows = process.platform === "win32";
  const name = `node-${isWindows ? "win" : process.platform}-${process.arch}`;
  const folder = join(CACHE_FOLDER, String(major));
  const binary = join(folder, "node_modules", name, "bin", isWindows ? "node.exe" : "node");
  if (existsSync(binary)) return binary;
  console.error(`Installing ${name}@${major} in ${folder}.`);
  // Other processes see nothing of it until it is whole.
  const own = `${folder}-${process.pid}`;
  install(`${name}@${major}`, own);
  const isThere = existsSync(binary);
  rmSync(isThere ? own : folder, { recursive: true, force: true });
  if (!isThere) renameSync(own, folder);
  return binary;
}

function install(packageSpec: string, folder: string): void {
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", [...args, "--prefix", folder, packageSpec], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}
