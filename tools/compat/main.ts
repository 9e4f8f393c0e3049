import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { WebSocket } from "ws";
import { nodeBinary } from "../node-binary";

/** Those that `engines` in package.json admits and that Node.js maintains. */
const NODE_MAJORS = [20, 22, 24];

const REPOSITORY = join(__dirname, "../..");
const COMMAND = join(REPOSITORY, "packages/laptop/bin/pulumi-laptop.cjs");

/**
 * Bundles and serves the program on each Node.js: Pulumi's own entry point and compiler evaluate it, as in
 * `pulumi up`, and load the packages by the links of the workspace. Ends with code 1 where one fails.
 *
 *     npm run -w tools compat
 */
async function main(): Promise<void> {
  const bundles = new Set<string>();
  for (const major of NODE_MAJORS) {
    const node = nodeBinary(major);
    const bundle = await bundleSizes(node);
    bundles.add(bundle);
    const answer = await answerTo("hello", node);
    console.log(`Node.js ${major}: ${bundle}; "hello" is answered with "${answer}".`);
  }
  if (bundles.size > 1) throw new Error("The bundles differ: they must be the same everywhere.");
}

/** For example `events 203056 bytes, fan-out 196018 bytes`. */
async function bundleSizes(node: string): Promise<string> {
  const args = [COMMAND, "closures", "--json"];
  const { stdout } = await promisify(execFile)(node, args, { cwd: REPOSITORY });
  const functions = JSON.parse(stdout) as { name: string; bytes: number }[];
  return functions.map(({ name, bytes }) => `${name} ${bytes} bytes`).join(", ");
}

/** What a connection to the program receives after it sent a message. */
async function answerTo(message: string, node: string): Promise<string> {
  const service = spawn(node, [COMMAND, "start", "--port", "0", "--no-watch"], {
    cwd: REPOSITORY,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(service, "exit");
  try {
    const webSocket = new WebSocket(await urlIn(service.stdout));
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

async function urlIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const url = /ws:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) {
      output.resume();
      return url;
    }
  }
  throw new Error("The service ended before it listened.");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
