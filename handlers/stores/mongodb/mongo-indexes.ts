import type { Collection } from "mongodb";

/**
 * The indexes of a collection: a unique one on the ID, and one by which MongoDB deletes documents once
 * `expiresAt` has passed.
 * https://www.mongodb.com/docs/manual/core/index-ttl/
 * @returns a function that creates missing indexes at its first call. After a failure, the next call tries again.
 */
export function indexing(
  collection: Pick<Collection, "createIndexes">,
  id: string,
): () => Promise<unknown> {
  let indexes: Promise<unknown> | undefined;
  const create = async () => {
    try {
      return await collection.createIndexes([
        { name: id, key: { [id]: 1 }, unique: true },
        { name: "expiresAt", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
      ]);
    } catch (error) {
      indexes = undefined;
      throw error;
    }
  };
  return () => (indexes ??= create());
}
