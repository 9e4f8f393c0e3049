/** Globals that warn, throw or say nothing when they are read. */
const UNREAD = new Set(["GLOBAL", "root", "localStorage", "sessionStorage"]);

let globals: Set<unknown> | undefined;

/**
 * Whether a value is part of JavaScript's or Node's globals, for which the serializer writes their name.
 * It follows `addEntriesForWellKnownGlobalObjectsAsync` of Pulumi's createClosure.js.
 */
export function isWellKnown(value: unknown): boolean {
  return (globals ??= collectGlobals()).has(value);
}

function collectGlobals(): Set<unknown> {
  const found = new Set<unknown>();
  const add = (value: unknown) => {
    if (value === undefined || value === null || found.has(value)) return;
    found.add(value);
    for (const name of Object.getOwnPropertyNames(value)) {
      const inner = Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
      if (typeof inner === "function") add(inner);
    }
  };
  for (let scope: unknown = globalThis; scope; scope = Object.getPrototypeOf(scope)) {
    for (const name of Object.getOwnPropertyNames(scope)) {
      if (UNREAD.has(name)) continue;
      const value = (globalThis as Record<string, unknown>)[name];
      if (value === undefined || value === null) continue;
      add(value);
      add(Object.getPrototypeOf(value));
      add((value as { prototype?: unknown }).prototype);
    }
  }
  for (const generator of [function* () {}, async function* () {}]) {
    add(Object.getPrototypeOf(generator));
    add(Object.getPrototypeOf(generator.prototype));
  }
  found.add(Symbol.iterator);
  return found;
}
