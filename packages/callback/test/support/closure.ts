import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { bundleClosure } from "../../src/bundle/bundle";
import { examine } from "../../src/examine";
import { serializeClosure } from "../../src/serialize/serialize";

const DIRECTORY = join(__dirname, "../../../..");
const NODE_MAJOR = 24;

/** What Pulumi's serializer makes of a factory. */
export async function serialized(factory: () => unknown): Promise<string> {
  const { functions, variables, copies } = await examine(factory, {
    form: "factory",
    directory: DIRECTORY,
  });
  const options = { form: "factory", functions, variables, copies, allowSecrets: false } as const;
  return (await serializeClosure(factory, options)).text;
}

/** The one file that a factory is deployed as. */
export async function bundled(factory: () => unknown): Promise<string> {
  return (await bundleClosure(await serialized(factory), DIRECTORY, NODE_MAJOR)).code;
}

/**
 * Loads code in a fresh Node.js process and calls its handler, once after the other.
 * @param calls the arguments of each call, as JSON can hold them.
 * @returns what the calls answered, as JSON can hold it.
 */
export async function callInNewProcess(
  code: string,
  calls: unknown[][],
  environment: Record<string, string> = {},
): Promise<unknown[]> {
  const child = spawn(process.execPath, [join(__dirname, "closures/load.cjs")], {
    cwd: DIRECTORY,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(JSON.stringify({ code, calls }));
  const exited = new Promise((resolve) => child.once("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (output === "") throw new Error(`The closure printed no result: ${errors}`);
  return JSON.parse(output.slice(output.lastIndexOf("\n") + 1)) as unknown[];
}
