import { createRequire } from "node:module";

/** An iterator of abstract-level. https://github.com/Level/abstract-level#iterator */
interface LevelIterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}

type MemoryLevel = new () => { keys(): LevelIterator };

/**
 * Dynalite ends an iterator by `return`, if it has that. Those of abstract-level have `close` instead, so the database
 * would keep the iterator of every Scan and Query for ever.
 */
export function closeIterators(): void {
  sharedIterator().return ??= function (this: LevelIterator) {
    return this.close();
  };
}

/** What all iterators inherit from. */
export function sharedIterator(): LevelIterator {
  const requireAsDynalite = createRequire(require.resolve("dynalite/db/index.js"));
  const { MemoryLevel } = requireAsDynalite("memory-level") as { MemoryLevel: MemoryLevel };
  let shared = new MemoryLevel().keys();
  while (!Object.hasOwn(shared, "close")) shared = Object.getPrototypeOf(shared) as LevelIterator;
  return shared;
}
