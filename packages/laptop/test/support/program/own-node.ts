import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `npm run -w tools compat` installs the versions of Node.js. */
const CACHE = join(__dirname, "../../../../../node_modules/.cache/node");

/**
 * The Node.js of a runtime's own version, if it is on this machine.
 * @param runtime for example `nodejs22.x`.
 * @returns the running one if not; a test never installs anything.
 */
export function ownNode(runtime: string): { nodePath: string; version: string } {
  const [major = ""] = /\d+/.exec(runtime) ?? [];
  const running = { nodePath: process.execPath, version: process.versions.node.split(".")[0]! };
  if (running.version === major) return running;
  const name = `node-${process.platform}-${process.arch}`;
  const nodePath = join(CACHE, major, "node_modules", name, "bin/node");
  return existsSync(nodePath) ? { nodePath, version: major } : running;
}
