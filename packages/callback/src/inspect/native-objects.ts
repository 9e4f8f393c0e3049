import { types } from "node:util";
import { packageOf } from "./modules";
import { locationOf } from "./sources";
import { isWellKnown } from "./well-known";

/** Built-in classes whose objects have no state besides their properties, so they can be copied. */
const TRANSPARENT = new Set(["Object", "Array", "Function", "Promise", "RegExp", "Boolean"]);

/**
 * The built-in class of an object whose state is hidden inside the engine, as a Map's is. The serializer
 * writes such an object without its state.
 */
export function hiddenStateOf(value: object): string | undefined {
  if (types.isProxy(value)) return "Proxy";
  if (typeof value === "function" || types.isGeneratorObject(value)) return undefined;
  // A prototype is not an object of its class.
  if (isWellKnown(value) || Object.hasOwn(value, "constructor")) return undefined;
  for (let object = prototypeOf(value); object; object = prototypeOf(object)) {
    if (!isWellKnown(object)) continue;
    const name = constructorOf(object)?.name;
    if (name === undefined || TRANSPARENT.has(name) || name.endsWith("Error")) return undefined;
    return name;
  }
  return undefined;
}

/**
 * Makes the stack of an error a plain value, as it was before Node.js 21. Since then it is a native
 * accessor, which the serializer refuses.
 */
export function keepStackAsValue(error: Error): void {
  if (Object.getOwnPropertyDescriptor(error, "stack")?.get === undefined) return;
  const { stack } = error;
  Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
}

/** The name of the class that made an object. */
export function classOf(value: object): string {
  return constructorOf(value)?.name ?? "object";
}

/** The package whose class made an object. */
export function packageOfClass(value: object): string | undefined {
  if (typeof value === "function" || types.isProxy(value)) return undefined;
  const prototype = prototypeOf(value);
  if (!prototype || isWellKnown(prototype)) return undefined;
  const made = constructorOf(prototype);
  return made ? packageOf(locationOf(made).file) : undefined;
}

function constructorOf(object: object): { name: string } | undefined {
  const found: unknown = (object as { constructor?: unknown }).constructor;
  return typeof found === "function" ? found : undefined;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
