/** The parts of dynalite that are behind its HTTP server. It ships no types. */
declare module "dynalite/db/index.js" {
  /** How long tables stay in a state, in milliseconds. */
  interface Options {
    createTableMs: number;
    updateTableMs: number;
    deleteTableMs: number;
  }
  type Callback = (...results: unknown[]) => void;
  export interface ItemStore {
    lock(key: string, locked: (release: (callback?: Callback) => Callback) => void): void;
  }
  export interface Store {
    tableDb: ItemStore & { awsRegion: string; awsAccountId: string };
    getItemDb(tableName: string): ItemStore;
  }
  export function create(options: Options): Store;
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
