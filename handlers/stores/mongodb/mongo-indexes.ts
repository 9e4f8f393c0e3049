import type { Collection } from "mongodb";

/**
 * What a collection of documents needs that have an ID of their own and expire: a unique index on the
 * ID, and one by which MongoDB deletes a document when `expiresAt` has passed.
 * https://www.mongodb.com/docs/manual/core/index-ttl/
 * @returns creates the indexes at its first call, unless they exist. After a failure the next call tries again.
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
