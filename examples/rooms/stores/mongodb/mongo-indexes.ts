import type { Collection, Document, IndexDescription } from "mongodb";

/** @returns a function that creates missing indexes at its first call. After a failure, the next call tries again. */
export function indexesOnce<Kept extends Document>(
  collection: Collection<Kept>,
  descriptions: IndexDescription[],
): () => Promise<unknown> {
  let indexes: Promise<unknown> | undefined;
  const create = async () => {
    try {
      return await collection.createIndexes(descriptions);
    } catch (error) {
      indexes = undefined;
      throw error;
    }
  };
  return () => (indexes ??= create());
}
