import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { folderOf, packageOfSpecifier } from "../inspect/modules";

/**
 * The specifier under which a bundler finds the ES modules of a package. Pulumi writes the path of the
 * CommonJS file that the program loaded, of which a bundler cannot leave out what is not used.
 */
export function esModuleSpecifier(
  specifier: string,
  resolve: NodeJS.RequireResolve,
  toRequire: ReadonlySet<string>,
): string | undefined {
  if (isBuiltin(specifier) || /^[./]/.test(specifier)) return undefined;
  const file = resolved(specifier, resolve);
  if (file === undefined) return undefined; // The bundler reports a missing package by its name.
  const folder = folderOf(file);
  if (folder === undefined || toRequire.has(folder) || !hasEsModules(folder)) return undefined;
  const withoutExtension = specifier.replace(/\.[cm]?js$/, "");
  const forms = [packageOfSpecifier(specifier), withoutExtension.replace(/\/index$/, "")];
  return [...forms, withoutExtension, specifier].find((form) => resolved(form, resolve) === file);
}

function resolved(specifier: string, resolve: NodeJS.RequireResolve): string | undefined {
  try {
    return resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Whether a package may have ES modules. */
function hasEsModules(folder: string): boolean {
  try {
    const { module, exports, type } = JSON.parse(
      readFileSync(`${folder}package.json`, "utf8"),
    ) as Record<string, unknown>;
    return module !== undefined || exports !== undefined || type === "module";
  } catch {
    return false;
  }
}
