import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isError, runtimeError } from "./errors";

export type Callback = (error?: unknown, result?: unknown) => void;
export type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

/** The last Node.js runtime that accepts handlers with a callback. */
const LAST_WITH_CALLBACKS = 22;

/**
 * Loads a handler by its name, for example `index.handler` or `dist/events.handlers.message`.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  if (name.includes("..")) {
    const hint = "Use absolute paths when specifying root directories in handler names.";
    throw runtimeError(
      "Runtime.MalformedHandlerName",
      `'${name}' is not a valid handler name. ${hint}`,
    );
  }
  const [, file, exported] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (file === undefined || exported === undefined)
    throw runtimeError("Runtime.MalformedHandlerName", "Bad handler");
  const module = await load(taskRoot, join(dirname(name), file));
  const handler = await exported
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], module);
  if (!handler)
    throw runtimeError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function")
    throw runtimeError("Runtime.HandlerNotFound", `${name} is not a function`);
  return handler as Handler;
}

/**
 * Rejects a handler with a callback parameter if the runtime does not support one.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-callback
 */
export function refuseCallback(handler: Handler, runtime: string): void {
  if (handler.length < 3 || takesCallbacks(runtime)) return;
  throw runtimeError(
    "Runtime.CallbackHandlerDeprecated",
    "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
  );
}

/** @param runtime for example `nodejs22.x`. */
export function takesCallbacks(runtime: string): boolean {
  return Number(/\d+/.exec(runtime)?.[0]) <= LAST_WITH_CALLBACKS;
}

/** Loads a file, trying endings in Lambda's order. */
async function load(taskRoot: string, file: string): Promise<unknown> {
  const path = join(taskRoot, file);
  const require = createRequire(path);
  try {
    if (existsSync(path)) return require(path);
    if (existsSync(`${path}.js`))
      return isEsModule(path) ? await importFile(`${path}.js`) : require(`${path}.js`);
    if (existsSync(`${path}.mjs`)) return await importFile(`${path}.mjs`);
    if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw named(error, "Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    const code = isError(error) ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
      const { message } = error as Error;
      throw named(error as Error, "Runtime.ImportModuleError", `Error: ${message}`);
    }
    throw error;
  }
  throw runtimeError("Runtime.ImportModuleError", `Error: Cannot find module '${basename(file)}'`);
}

function importFile(path: string): Promise<unknown> {
  return import(pathToFileURL(path).href);
}

/** Whether the nearest package.json says `"type": "module"`. */
function isEsModule(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file))
      return (JSON.parse(readFileSync(file, "utf8")) as { type?: string }).type === "module";
    if (folder === dirname(folder) || basename(folder) === "node_modules") return false;
  }
}

/** The same error with Lambda's name for it and the original stack trace. */
function named(error: Error, name: string, message: string): Error {
  const renamed = runtimeError(name, message);
  renamed.stack = `${name}: ${error.stack ?? message}`;
  return renamed;
}
