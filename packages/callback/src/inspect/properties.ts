/** A property's descriptor. Accessors are plain values here, so nothing calls them. */
export interface Property {
  get?: unknown;
  set?: unknown;
  value?: unknown;
}

export function ownPropertyOf(owner: object, key: PropertyKey): Property | undefined {
  return Object.getOwnPropertyDescriptor(owner, key);
}

/** The property, own or inherited. */
export function propertyOf(owner: object, key: PropertyKey): Property | undefined {
  for (
    let object: object | null = owner;
    object;
    object = Object.getPrototypeOf(object) as object
  ) {
    const found = ownPropertyOf(object, key);
    if (found) return found;
  }
  return undefined;
}

/** Whether a function's prototype is the one that every function gets. */
export function isDefaultPrototype(fn: object, prototype: unknown): boolean {
  return (
    typeof prototype === "object" &&
    prototype !== null &&
    (prototype as { constructor?: unknown }).constructor === fn &&
    Reflect.ownKeys(prototype).length === 1
  );
}

export function isPrimitive(value: unknown): boolean {
  return value === null || !["object", "function", "symbol"].includes(typeof value);
}
