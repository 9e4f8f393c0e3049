import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "./captured";
import type { CapturedModule } from "./modules";

/** Names that a compiler gives to an imported module: `connect_1`, `import_node_os`. */
const MODULE_VARIABLE = /_\d+$|^import_|^exports$/;

export function kindOf(value: unknown): Kind {
  if (typeof value === "function")
    return /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  if (pulumi.Output.isInstance(value)) return "output";
  if (pulumi.Resource.isInstance(value)) return "resource";
  return typeof value === "object" && value !== null ? "object" : "value";
}

/** Whether a value only stands for what was imported: the exports of a module, or `{ default }` around them. */
export function stands(name: string, value: unknown, module: CapturedModule | undefined): boolean {
  if (module?.path !== undefined || module?.byValue) return true;
  return (
    MODULE_VARIABLE.test(name) && typeof value === "object" && value !== null && "default" in value
  );
}

/** The name of an export: as the program writes it, without the variable that a compiler made up. */
export function nameInModule(variable: string, key: string): string {
  if (!MODULE_VARIABLE.test(variable)) return `${variable}.${key}`;
  return key === "default" ? variable : key;
}

/** The name of a property: `settings.limits`, `list[0]`. */
export function memberName(owner: string, key: PropertyKey, value: object): string {
  if (Array.isArray(value)) return `${owner}[${String(key)}]`;
  if (key === "constructor") return owner;
  return typeof key === "symbol" ? `${owner}[${key.toString()}]` : `${owner}.${String(key)}`;
}
