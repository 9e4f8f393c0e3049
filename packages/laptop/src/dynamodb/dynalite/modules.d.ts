/** The parts of dynalite that are behind its HTTP server. It ships no types. */
declare module "dynalite/db/index.js" {
  /** How long tables stay in a state, in milliseconds. */
  interface Options {
    createTableMs: number;
    updateTableMs: number;
    deleteTableMs: number;
  }
  /** Values by attribute name, for example `{ id: { S: "a" } }`. */
  export type Item = Record<string, Record<string, unknown>>;
  export interface Table {
    TableName: string;
  }
  type Callback = (...results: unknown[]) => void;
  type Done = (error?: Error | null) => void;
  export interface ItemStore {
    lock(key: string, locked: (release: (callback?: Callback) => Callback) => void): void;
    get(key: string, done: (error: Error | null, item?: Item) => void): void;
    put(key: string, item: Item, done: Done): void;
    del(key: string, done: Done): void;
  }
  export interface Store {
    tableDb: ItemStore & { awsRegion: string; awsAccountId: string };
    getItemDb(tableName: string): ItemStore;
    getIndexDb(type: string, tableName: string, indexName: string): ItemStore;
    getTable(name: string, done: (error: Error | null, table: Table) => void): void;
  }
  interface Db {
    create(options: Options): Store;
    /** @returns what DynamoDB refuses the item for. */
    validateItem(item: Item, table: Table): Error | null | undefined;
    validateKey(key: Item, table: Table): Error | null | undefined;
    /** The item's place in its table. */
    createKey(item: Item, table: Table): string;
    /** In bytes. */
    itemSize(item: Item): number;
    updateIndexes(
      store: Store,
      table: Table,
      before: Item | undefined,
      item: Item | undefined,
      done: Done,
    ): void;
    /** @returns the first thing that `visit` returns. */
    traverseIndexes<T>(
      table: Table,
      visit: (key: string, type: string, index: { IndexName: string }) => T | undefined,
    ): T | undefined;
    validationError(message: string): Error;
  }
  const db: Db;
  export default db;
}

declare module "dynalite/validations/index.js" {
  import type { Store } from "dynalite/db/index.js";
  export type Type = string | { type: string; children?: unknown };
  /** @throws an error with `statusCode` and `body`. */
  export function checkTypes(input: object, types: Record<string, Type>): Record<string, unknown>;
  /** @throws an error with `statusCode` and `body`. */
  export function checkValidations(
    input: object,
    types: Record<string, Type>,
    custom: unknown,
    store: Store,
  ): void;
}

declare module "dynalite/db/conditionParser.js" {
  const parser: { parse(expression: string, options: object): unknown };
  export default parser;
}
