import { firstNames, type Captured } from "./captured";

/** How much of an object the serializer writes. */
export interface Extent {
  isWhole: boolean;
  /** A property is open while the serializer follows it. */
  properties: Map<PropertyKey, "open" | "done">;
}

/** How much the serializer writes of each object. */
export class Extents {
  readonly #objects = new Map<unknown, Extent>();
  readonly #leftOut: Captured[] = [];

  of(value: object): Extent {
    const extent = this.#objects.get(value) ?? { isWhole: false, properties: new Map() };
    this.#objects.set(value, extent);
    return extent;
  }

  /** Records what is not followed because it is being followed already. */
  leaveOut(thing: Captured): void {
    this.#leftOut.push(thing);
  }

  /** What was left out and nothing else followed. */
  cut(): Captured[] {
    return this.#leftOut.filter(({ value, chains }) => {
      const extent = this.#objects.get(value);
      if (!extent || extent.isWhole) return false;
      const names = [...firstNames(chains)];
      return names.length === 0 || names.some((name) => !extent.properties.has(name));
    });
  }
}
