import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { firstNames, rest, type Captured, type Closure, type ClosureFunction } from "./captured";
import { kindOf, memberName, nameInModule, stands } from "./describe";
import { Extents, type Extent } from "./extents";
import { Modules } from "./modules";
import { hiddenStateOf, keepStackAsValue, packageOfClass } from "./native-objects";
import { openInspector, Variables } from "./live-function";
import { isDefaultPrototype, isPrimitive, ownPropertyOf, propertyOf } from "./properties";
import type { Chain } from "./pulumi-closure";
import { readFunction } from "./read-function";
import { isWellKnown } from "./well-known";

/**
 * Walks a live closure as Pulumi's serializer does, and lists what it will write. It follows
 * `createClosure.js` of @pulumi/pulumi.
 */
export async function inspectClosure(closure: object): Promise<Closure> {
  await openInspector();
  const walk = new Walk();
  const root = await readFunction(closure);
  await walk.follow(root);
  const { functions, captured, extents, modules, variables } = walk;
  return { root, functions, captured, variables, cut: extents.cut(), copies: modules.copies };
}

class Walk {
  readonly functions: ClosureFunction[] = [];
  readonly captured: Captured[] = [];
  readonly #functions = new Map<object, ClosureFunction>();
  readonly extents = new Extents();
  readonly modules = new Modules();
  readonly variables = new Variables();

  async follow(fn: ClosureFunction): Promise<void> {
    this.#functions.set(fn.value, fn);
    this.functions.push(fn);
    if (fn.obstacle && fn.origin) fn.origin.isSpoiled = true;
    // Pulumi's own code is reported as a whole.
    if (fn.package?.startsWith("@pulumi/")) return;
    const part = { by: fn, chains: [] as Chain[], origin: fn.origin, isDirect: false };
    for (const [name, chains] of fn.captures) {
      const found = this.variables.find(fn.value, name);
      if (!found) fn.unknown.push(name);
      const value = { kind: kindOf(found?.value), value: found?.value };
      await this.#visit({ ...part, ...value, name, chains, isDirect: true });
    }
    const visit = (name: string, value: unknown) =>
      this.#visit({ ...part, name, kind: kindOf(value), value });
    const prototype: unknown = Object.getPrototypeOf(fn.value);
    if (prototype !== Function.prototype && !types.isAsyncFunction(fn.value))
      await visit(fn.name, prototype);
    for (const key of Reflect.ownKeys(fn.value)) {
      const { get, set, value } = ownPropertyOf(fn.value, key)!;
      if (key === "length" || key === "name") continue;
      if (key === "prototype" && isDefaultPrototype(fn.value, value)) continue;
      const name = key === "prototype" ? fn.name : memberName(fn.name, key, fn.value);
      for (const member of [key, get, set, value]) await visit(name, member);
    }
  }

  async #visit(thing: Captured): Promise<void> {
    const { value } = thing;
    if (thing.origin?.isSpoiled) return;
    if (isPrimitive(value) || isWellKnown(value)) {
      if (thing.isDirect) this.captured.push(thing);
      return;
    }
    if (typeof value === "symbol") return this.#spoil(thing);
    const module = this.modules.find(value as object);
    if (module && !module.byValue) return this.#import({ ...thing, kind: "module", module });
    // Exports of a file of the program: only those that are used count.
    if (stands(thing.name, value, module) && thing.chains.length > 0)
      return this.#properties({ ...thing, module });
    if (!pulumi.Resource.isInstance(value)) thing.package = packageOfClass(value as object);
    thing.module = module ?? thing.module;
    if (pulumi.Output.isInstance(value)) return this.#output(thing, value);
    if (hiddenStateOf(value as object)) return this.#spoil(thing);
    if (value instanceof Promise) {
      const result: unknown = await value;
      return this.#visit({ ...thing, kind: kindOf(result), value: result, chains: [] });
    }
    this.captured.push(thing);
    if (types.isNativeError(value)) keepStackAsValue(value);
    if (typeof value === "function") return this.#function(thing);
    if (!(value instanceof RegExp) && !thing.package?.startsWith("@pulumi/"))
      await this.#properties(thing);
  }

  /** Something that does not survive serialization. The rest of its object is not examined. */
  #spoil(thing: Captured): void {
    this.captured.push(thing);
    if (thing.origin) thing.origin.isSpoiled = true;
  }

  /** A module of a package or of Node, of which the program uses some exports. */
  #import(thing: Captured): void {
    const exports = thing.value as Record<string, unknown>;
    const names = firstNames(thing.chains);
    if (names.size === 0) this.captured.push(thing);
    for (const key of names) {
      const name = nameInModule(thing.name, key);
      this.captured.push({ ...thing, name, value: exports[key], isDirect: true });
    }
  }

  async #function(thing: Captured): Promise<void> {
    const value = thing.value as { doNotCapture?: boolean; captureReplacement?: () => object };
    if (this.#functions.has(value)) return;
    const replaced = typeof value.captureReplacement === "function" && value.captureReplacement();
    const fn = await readFunction(replaced || value, thing);
    // The serializer replaces it with a function that throws.
    if (value.doNotCapture === true) this.functions.push(fn);
    else await this.follow(fn);
  }

  async #output(thing: Captured, output: pulumi.Output<unknown>): Promise<void> {
    thing.isSecret = await pulumi.isSecret(output);
    this.captured.push(thing);
    if (thing.isSecret) return;
    const value = await (output as unknown as { promise(): Promise<unknown> }).promise();
    await this.#visit({ ...thing, kind: kindOf(value), value, chains: [], isDirect: false });
  }

  async #properties(thing: Captured): Promise<void> {
    const value = thing.value as object;
    if ((value as { doNotCapture?: boolean }).doNotCapture === true) return;
    const extent = this.extents.of(value);
    const isWhole = thing.chains.length === 0 || Array.isArray(value);
    if (!isWhole && !(await this.#someProperties(thing, extent))) return;
    if (extent.isWhole) return;
    extent.isWhole = true;
    thing.chains = [];
    // A resource is reported as a whole: its many parts are Pulumi's.
    if (pulumi.Resource.isInstance(value)) return;
    for (const key of Reflect.ownKeys(value)) {
      if (Array.isArray(value) && key === "length") continue;
      if (typeof key === "symbol") await this.#visit({ ...partOf(thing), value: key });
      await this.#property(thing, extent, key, []);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && !Array.isArray(value))
      await this.#visit({ ...partOf(thing), kind: "object", value: prototype });
  }

  /** Visits the properties that the program reads. Returns whether the serializer writes all of them anyway. */
  async #someProperties(thing: Captured, extent: Extent): Promise<boolean> {
    for (const name of firstNames(thing.chains)) {
      await this.#property(thing, extent, name, rest(thing.chains, name));
      const { get, set, value } = propertyOf(thing.value as object, name) ?? {};
      const usesThis = (part: unknown) => this.#functions.get(part as object)?.usesThis === true;
      const isInvoked = thing.chains.some(
        ({ infos: [link] }) => link!.name === name && link!.invoked,
      );
      if (usesThis(get) || usesThis(set) || (isInvoked && usesThis(value))) return true;
    }
    return false;
  }

  async #property(thing: Captured, extent: Extent, key: PropertyKey, chains: Chain[]) {
    const owner = thing.value as object;
    const isExport = stands(thing.name, owner, thing.module);
    const name = isExport
      ? nameInModule(thing.name, String(key))
      : memberName(thing.name, key, owner);
    const part = { ...partOf(thing), name, chains, isDirect: isExport && thing.isDirect };
    const found = propertyOf(owner, key);
    if (!found) return;
    const isAccessor = found.get !== undefined || found.set !== undefined;
    // From a whole object the serializer takes the accessors; from single properties, their values too.
    const value: unknown = isAccessor && extent.isWhole ? undefined : Reflect.get(owner, key);
    if (extent.properties.get(key) === "open") {
      return this.extents.leaveOut({ ...part, value });
    }
    extent.properties.set(key, "open");
    for (const accessor of [found.get, found.set])
      await this.#visit({
        ...part,
        kind: "function",
        value: accessor,
        chains: [],
        isDirect: false,
      });
    const module = isExport ? thing.module : undefined;
    if (!isAccessor || !extent.isWhole)
      await this.#visit({ ...part, kind: kindOf(value), value, module });
    extent.properties.set(key, "done");
  }
}

function partOf(thing: Captured): Captured {
  const origin = thing.origin ?? (thing.package === undefined ? undefined : thing);
  const { name, by } = thing;
  return { name, kind: "value", value: undefined, by, chains: [], isDirect: false, origin };
}
