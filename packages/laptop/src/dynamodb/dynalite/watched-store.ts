import type { Item } from "../condition-values";
import type { ItemStore, Store } from "dynalite/db/index.js";

/** A write that is held back. */
export type Write = () => Promise<void>;

interface Watch {
  /** Gets each item that an operation reads by its key; undefined if there is none. */
  onRead(item: Item | undefined): void;
  /** Gets each write in place of the store. */
  onWrite?(write: Write): void;
}

/** The store as one operation sees it that is watched, or whose writes are held back. */
export function watchedStore(store: Store, { onRead, onWrite }: Watch): Store {
  const watch = (items: ItemStore): ItemStore => ({
    ...items,
    get: (key, done) =>
      items.get(key, (error, item) => {
        onRead(item);
        done(error, item);
      }),
    ...(onWrite && {
      put(key, item, done) {
        onWrite(() => promised((settle) => items.put(key, item, settle)));
        done();
      },
      del(key, done) {
        onWrite(() => promised((settle) => items.del(key, settle)));
        done();
      },
    }),
  });
  return {
    ...store,
    getItemDb: (name) => watch(store.getItemDb(name)),
    getIndexDb: (...names) => watch(store.getIndexDb(...names)),
  };
}

function promised(work: (settle: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
}
