import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runtimeError } from "./errors";
import { hasCallbacks } from "./version";

export type Handler = (...values: unknown[]) => unknown;

/** Where the Node.js runtime has its own code on AWS. Errors of missing modules name it. */
const requireInRuntime = createRequire("/var/runtime/index.mjs");

/** How the runtime of a version loads the file of a handler. */
type Load = (path: string) => Promise<unknown>;

/**
 * Loads a handler by its name, for example `index.handler` or `dist/events.handlers.message`.
 * @param withRequire whether the runtime prefers `require`, as those with callbacks do.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(
  taskRoot: string,
  name: string,
  withRequire: boolean,
): Promise<Handler> {
  if (name.includes("..")) {
    const hint = "Use absolute paths when specifying root directories in handler names.";
    throw runtimeError("MalformedHandlerName", `'${name}' is not a valid handler name. ${hint}`);
  }
  const [, file, exported] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (file === undefined || exported === undefined)
    throw runtimeError("MalformedHandlerName", "Bad handler");
  const folder = dirname(name);
  const module = await importing(async () => {
    const path = resolve(taskRoot, folder, file);
    const found = await (withRequire ? loadByRequire(path) : loadByImport(path));
    if (found) return found;
    const paths = [taskRoot, join(taskRoot, folder)];
    return requireInRuntime(requireInRuntime.resolve(file, { paths })) as unknown;
  });
  const handler =
    valueIn(module, exported) ??
    (withRequire ? undefined : valueIn((module as { default?: unknown }).default, exported));
  if (!handler) throw runtimeError("HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function")
    throw runtimeError("HandlerNotFound", `${name} is not a function`);
  return handler as Handler;
}

const loadByImport: Load = async (path) => {
  const found = ["", ".js", ".mjs", ".cjs"].find((ending) => existsSync(path + ending));
  return found === undefined ? undefined : importFile(path + found);
};

const loadByRequire: Load = async (path) => {
  if (existsSync(path)) return requireInRuntime(path) as unknown;
  const isEsModule = existsSync(`${path}.js`) && isInEsPackage(dirname(path));
  if (isEsModule) return importFile(`${path}.js`);
  if (existsSync(`${path}.js`)) return requireInRuntime(`${path}.js`) as unknown;
  if (existsSync(`${path}.mjs`)) return importFile(`${path}.mjs`);
  return existsSync(`${path}.cjs`) ? (requireInRuntime(`${path}.cjs`) as unknown) : undefined;
};

function importFile(path: string): Promise<unknown> {
  return import(pathToFileURL(path).href);
}

/** Whether the nearest package.json says `"type": "module"`. */
function isInEsPackage(folder: string): boolean {
  if (basename(folder) === "node_modules") return false;
  const file = join(folder, "package.json");
  if (existsSync(file)) {
    try {
      return (JSON.parse(readFileSync(file, "utf8")) as { type?: string }).type === "module";
    } catch (error) {
      console.warn(
        `${file} cannot be read, it will be ignored for ES module detection purposes.`,
        error,
      );
      return false;
    }
  }
  return folder !== dirname(folder) && isInEsPackage(dirname(folder));
}

function valueIn(module: unknown, name: string): unknown {
  return name
    .split(".")
    .reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], module);
}

/** Gives errors of loading Lambda's names. */
async function importing(load: () => Promise<unknown>): Promise<unknown> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof SyntaxError) {
      // Which begins with the line of the code.
      const own = hasCallbacks ? {} : { stack: error.stack };
      throw runtimeError("UserCodeSyntaxError", String(error), own);
    }
    if ((error as NodeJS.ErrnoException | undefined)?.code === "MODULE_NOT_FOUND")
      throw runtimeError("ImportModuleError", String(error));
    throw error;
  }
}
