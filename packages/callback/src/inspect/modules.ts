import { builtinModules } from "node:module";
import { relative } from "node:path";

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
  readonly #builtin = new Map<unknown, string>();
  readonly #paths = new Map<unknown, string>();

  constructor() {
    for (const name of builtinModules) {
      if (name.startsWith("_") || ["punycode", "sys", "wasi"].includes(name)) continue;
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the name is a variable
      this.#builtin.set(require(name), name);
    }
    for (const [path, module] of Object.entries(require.cache)) {
      if (!this.#paths.has(module?.exports)) this.#paths.set(module?.exports, path);
    }
  }

  find(value: object): CapturedModule | undefined {
    const builtin = this.#builtin.get(value);
    if (builtin) return { specifier: builtin, byValue: false };
    const copied = isNamespaceCopy(value) ? this.#builtin.get(value.default) : undefined;
    if (copied) return { specifier: copied, byValue: false, isCopy: true };
    const path = this.#paths.get(value);
    if (path === undefined) return undefined;
    const inPackage = /[\\/]node_modules[\\/](.*)$/.exec(path)?.[1]?.replaceAll("\\", "/");
    const byValue =
      inPackage === undefined ||
      (value as { deploymentOnlyModule?: boolean }).deploymentOnlyModule === true;
    const specifier = inPackage ?? `./${relative(process.cwd(), path)}`;
    return inPackage === undefined
      ? { specifier, byValue, path }
      : { specifier, byValue, path, package: packageOf(path)! };
  }

  /** The package of which the value is the copy that a compiler makes for `import * as`. */
  copiedPackage(value: unknown): string | undefined {
    if (typeof value !== "object" || value === null || !isNamespaceCopy(value)) return undefined;
    const path = this.#paths.get(value.default);
    return path === undefined ? undefined : packageOf(path);
  }
}

/** The name of the package that a file belongs to; `node` for Node's own; undefined for the program's. */
export function packageOf(file: string): string | undefined {
  if (file.startsWith("node:")) return "node";
  const inside = file.replaceAll("\\", "/").split("/node_modules/").slice(1).pop();
  return inside === undefined ? undefined : packageOfSpecifier(inside);
}

export function packageOfSpecifier(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Whether the value is what `__importStar` of TypeScript and `__toESM` of esbuild make of a CommonJS module. */
function isNamespaceCopy(value: object): value is { default: object } {
  if (!("default" in value) || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const original = value.default;
  if ((typeof original !== "object" && typeof original !== "function") || original === null)
    return false;
  const names = Object.getOwnPropertyNames(value).filter(
    (name) => name !== "default" && name !== "__esModule",
  );
  return names.length > 0 && names.every((name) => name in original);
}
