import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CASES } from "./cases";
import type { Trial } from "./try-case";
import { verdictOf } from "./verdict";

const PACKAGES = join(__dirname, "packages");

/** What services answer to everything: an empty list, in the words of most of them. */
const ANSWER = JSON.stringify({ object: "list", data: [], hello: "you" });

/**
 * Bundles a closure with each package that handlers often use, and compares what it answers with what it
 * answers in the program. Prints a line for each; ends with code 1 if one lies.
 *
 *     npm run closures:packages [-- NAME...]
 */
async function main(names: string[]): Promise<void> {
  install();
  const server = createServer(({ url }, response) => {
    response.writeHead(url === "/missing" ? 404 : 200, { "content-type": "application/json" });
    response.end(ANSWER);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const chosen = Object.keys(CASES).filter(
    (name) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  const width = Math.max(...chosen.map((name) => name.length));
  for (const name of chosen) {
    const trial = await tryAlone(name, url);
    const { verdict, reason = "" } = verdictOf(trial);
    if (verdict === "lies" || verdict === "broken") process.exitCode = 1;
    const size = trial.gzipBytes === undefined ? "" : `${(trial.gzipBytes / 1024).toFixed(1)} KB`;
    const cheaper = (trial.cheaper ?? []).map((statement) => `cheaper: ${statement}`);
    const columns = [name.padEnd(width), verdict.padEnd(7), size.padStart(9), reason, ...cheaper];
    console.log(columns.join("  ").trimEnd());
  }
  server.closeAllConnections();
  server.close();
}

/** Installs the packages unless they are there as the lock file has them. */
function install(): void {
  const installed = join(PACKAGES, "node_modules", ".package-lock.json");
  const lock = JSON.parse(readFileSync(join(PACKAGES, "package-lock.json"), "utf8")) as Lock;
  const isThere =
    existsSync(installed) &&
    Object.entries((JSON.parse(readFileSync(installed, "utf8")) as Lock).packages).every(
      ([path, { version }]) => lock.packages[path]?.version === version,
    );
  if (isThere) return;
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["ci", ...options], {
    cwd: PACKAGES,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}

interface Lock {
  packages: Record<string, { version?: string }>;
}

/** In a process of its own: packages keep what a case sets up. */
async function tryAlone(name: string, url: string): Promise<Trial> {
  const script = join(__dirname, "try-case.ts");
  const command = [
    "--no-deprecation",
    "--require",
    "ts-node/register/transpile-only",
    script,
    name,
    url,
  ];
  // Pulumi looks up what a package exports from where it is installed itself.
  const env = { ...process.env, NODE_PATH: join(PACKAGES, "node_modules") };
  const child = spawn(process.execPath, command, { cwd: PACKAGES, env });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = output.slice(output.lastIndexOf("\n") + 1);
  if (last === "") return { live: `throws ${errors.trim()}`, findings: [] };
  return JSON.parse(last) as Trial;
}

void main(process.argv.slice(2));
