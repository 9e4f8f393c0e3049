import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { WebSocket } from "ws";
import { nodeBinary } from "../node-binary";
import type { Combination } from "./combinations";

const PROGRAM = join(__dirname, "../../test/programs/parrot");
const COMMAND = "node_modules/pulumi-laptop/bin/pulumi-laptop.cjs";

export type Versions = Combination["packages"];

/**
 * Installs a combination beside the packages of this repository, with the program.
 * @param folder that is empty.
 * @param tarballs of the packages, absolute.
 * @returns the versions that npm has chosen.
 * @throws npm's own words, for example of a package that does not want the others.
 */
export async function install(
  folder: string,
  { node, packages }: Combination,
  tarballs: readonly string[],
): Promise<Versions> {
  cpSync(PROGRAM, folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, main: "index.ts" }));
  const named = Object.entries({ ...packages, "@types/node": String(node) });
  await promisify(execFile)(
    "npm",
    [
      ...["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      ...tarballs,
      ...named.map(([name, version]) => `${name}@${version}`),
    ],
    { cwd: folder, shell: process.platform === "win32" },
  );
  const installed = Object.keys(packages).map((name) => {
    const manifest = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    // Early ones of the provider begin with a "v".
    return [name, version.replace(/^v/, "")];
  });
  return Object.fromEntries(installed) as Versions;
}

/** The names and sizes of the bundles of the program's closures, for example `echo 578 bytes`. */
export async function closuresIn(folder: string, node: number): Promise<string> {
  const { stdout } = await promisify(execFile)(nodeBinary(node), [COMMAND, "closures", "--json"], {
    cwd: folder,
  });
  const functions = JSON.parse(stdout) as { name: string; bytes: number; findings: object[] }[];
  const findings = functions.flatMap((each) => each.findings);
  if (findings.length > 0) throw new Error(`Findings: ${JSON.stringify(findings)}`);
  return functions.map(({ name, bytes }) => `${name} ${bytes} bytes`).join(", ");
}

/** What a connection to the program receives after it sent a message. */
export async function answerTo(message: string, folder: string, node: number): Promise<string> {
  const service = spawn(nodeBinary(node), [COMMAND, "start", "--port", "0", "--no-watch"], {
    cwd: folder,
    // The closures were listed with types checked.
    env: { ...process.env, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(service, "exit");
  let errors = "";
  service.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  try {
    const url = await urlIn(service.stdout);
    if (url === undefined) throw new Error(errors);
    const webSocket = new WebSocket(url);
    await once(webSocket, "open");
    webSocket.send(message);
    const [answer] = (await once(webSocket, "message")) as [Buffer];
    webSocket.terminate();
    return answer.toString();
  } finally {
    service.kill("SIGINT");
    await exited;
  }
}

async function urlIn(output: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface(output)) {
    const url = /ws:\/\/\S+/.exec(line)?.[0];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  return undefined;
}
