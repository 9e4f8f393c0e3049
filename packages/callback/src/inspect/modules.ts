import { builtinModules } from "node:module";
import { relative } from "node:path";
import { DISGUISE } from "../serialize/namespace-copies";
import { getModuleFromPath } from "./pulumi-closure";

/** A module whose exports were captured. */
export interface CapturedModule {
  /** What the serializer would `require`: `fs`, `@aws-sdk/client-dynamodb/dist-cjs/index.js`, or a path. */
  specifier: string;
  /** The package that holds it, if one does. */
  package?: string;
  /** Whether its parts are serialized one by one, as those of the program's own files are. */
  byValue: boolean;
  /** The file, unless it is a module of Node.js. */
  path?: string;
  /** Whether the value is the copy that a compiler makes for `import * as`. */
  isCopy?: boolean;
}

/** Finds modules by their exports, as `findNormalizedModuleNameAsync` of Pulumi's createClosure.js does. */
export class Modules {
  /** The copies that were found, with what is to be required in their place. */
  readonly copies = new Map<object, string>();
  readonly #builtin = new Map<unknown, string>();
  readonly #paths = new Map<unknown, string>();

  constructor() {
    for (const name of builtinModules) {
      if (name.startsWith("_") || ["punycode", "sys", "wasi"].includes(name)) continue;
      // oxlint-disable-next-line typescript/no-require-imports -- the name is a variable
      this.#builtin.set(require(name), name);
    }
    for (const [path, module] of Object.entries(require.cache)) {
      if (!this.#paths.has(module?.exports)) this.#paths.set(module?.exports, path);
    }
  }

  find(value: object): CapturedModule | undefined {
    const builtin = this.#builtin.get(value);
    if (builtin) return { specifier: builtin, byValue: false };
    const original = isNamespaceCopy(value) ? value.default : undefined;
    const copied = this.#builtin.get(original);
    if (copied) return { specifier: copied, byValue: false, isCopy: true };
    const path = this.#paths.get(value);
    if (path === undefined) return original && this.#copied(value, original);
    const inPackage = /[\\/]node_modules[\\/](.*)$/.exec(path)?.[1]?.replaceAll("\\", "/");
    const byValue =
      inPackage === undefined ||
      (value as { deploymentOnlyModule?: boolean }).deploymentOnlyModule === true;
    const specifier = inPackage ?? `./${relative(process.cwd(), path)}`;
    return inPackage === undefined
      ? { specifier, byValue, path }
      : { specifier, byValue, path, package: packageOf(path)! };
  }

  /** The module of a package that a compiler copied for `import * as`. */
  #copied(copy: object, original: object): CapturedModule | undefined {
    const module = this.find(original);
    if (!module?.package || module.byValue) return undefined;
    this.copies.set(copy, moduleFromPath(module.specifier));
    return { ...module, isCopy: true };
  }
}

/** The name of the package that a file belongs to; `node` for Node's own; undefined for the program's. */
export function packageOf(file: string): string | undefined {
  if (file.startsWith("node:")) return "node";
  const inside = file.replaceAll("\\", "/").split("/node_modules/").slice(1).pop();
  return inside === undefined ? undefined : packageOfSpecifier(inside);
}

/** The folder of the package that a file belongs to, with `/` in it and at its end; undefined for the program's. */
export function folderOf(file: string): string | undefined {
  return /^.*\/node_modules\/(@[^/]+\/)?[^/]+\//.exec(file.replaceAll("\\", "/"))?.[0];
}

export function packageOfSpecifier(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/**
 * Whether the value is what `__importStar` of TypeScript and `__toESM` of esbuild make of a CommonJS module.
 * esbuild keeps the prototype.
 */
function isNamespaceCopy(value: object): value is { default: object } {
  const original: unknown = Object.getOwnPropertyDescriptor(value, "default")?.value;
  if ((typeof original !== "object" && typeof original !== "function") || original === null)
    return false;
  const prototypes = [Object.prototype, DISGUISE, Object.getPrototypeOf(original)];
  if (!prototypes.includes(Object.getPrototypeOf(value))) return false;
  const names = Object.getOwnPropertyNames(value).filter(
    (name) => name !== "default" && name !== "__esModule",
  );
  return (
    names.length > 0 &&
    names.every((name) => name in original) &&
    Object.keys(original).every((name) => Object.hasOwn(value, name))
  );
}

/** What the serializer requires for a file of a package, which may be declared under another name. */
function moduleFromPath(path: string): string {
  try {
    return getModuleFromPath(path);
  } catch {
    return path; // The bundler reports what is not exported.
  }
}
