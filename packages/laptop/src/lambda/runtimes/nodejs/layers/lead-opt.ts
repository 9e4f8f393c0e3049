import Module, * as nodeModule from "node:module";
import { pathToFileURL } from "node:url";

/** What Node.js gives a hook to find a module with. */
type Next = (specifier: string, context: unknown) => unknown;

/** From Node.js 22.15 on. */
interface Hooks {
  registerHooks?(hooks: {
    resolve(specifier: string, context: unknown, next: Next): unknown;
  }): void;
}

/** Not in the types, but what tools replace that decide where `require` leads. */
interface Resolving {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

/**
 * Leads `require` and `import` of "/opt/..." to the folder of layers.
 * @param folder that stands for /opt.
 */
export function leadOpt(folder: string): void {
  const url = pathToFileURL(folder).href;
  const modules = Module as unknown as Resolving;
  const resolve = modules._resolveFilename;
  modules._resolveFilename = function (request, ...rest) {
    return resolve.call(this, placed(request, folder, url), ...rest);
  };
  const { registerHooks } = nodeModule as Hooks;
  if (registerHooks)
    registerHooks({
      resolve: (specifier, context, next) => next(placed(specifier, folder, url), context),
    });
  else nodeModule.register(`data:text/javascript,${encodeURIComponent(hookOf(folder, url))}`);
}

function placed(specifier: string, folder: string, url: string): string {
  if (specifier.startsWith("/opt/") && !specifier.startsWith(`${folder}/`))
    return folder + specifier.slice("/opt".length);
  if (specifier.startsWith("file:///opt/") && !specifier.startsWith(`${url}/`))
    return url + specifier.slice("file:///opt".length);
  return specifier;
}

/** A module for the thread in which earlier versions of Node.js resolve what is imported. */
function hookOf(folder: string, url: string): string {
  const values = JSON.stringify([folder, url]);
  return `${placed.toString()}
export const resolve = (specifier, context, next) => next(placed(specifier, ...${values}), context);`;
}
