import { create, type ItemStore, type Store } from "dynalite/db/index.js";
import { checkValidations, type Type } from "dynalite/validations/index.js";
import { refusalOf, type Answer } from "../answers";
import { speedUpConditionParser } from "./condition-parser";
import { closeIterators } from "./iterators";
import { Locks } from "./locks";
import { runInScope } from "./request-scope";

/** One operation of dynalite. */
export interface Operation {
  /** The types of its input. */
  types: Record<string, Type>;
  /** A check of its input as a whole. */
  custom: unknown;
  run(store: Store, input: object, callback: (error: unknown, output: object) => void): void;
}

const OPERATIONS = [
  ...["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan"],
  ...["CreateTable", "DeleteTable", "DescribeTable", "ListTables", "UpdateItem", "UpdateTable"],
  ...["DescribeTimeToLive", "ListTagsOfResource", "TagResource", "UntagResource"],
];

/** Dynalite without its HTTP server, in which any error that is no refusal would end the process. */
export class Database {
  readonly #operations = new Map(OPERATIONS.map((name) => [name, load(name)]));
  readonly #locks = new Locks();
  readonly #store = create({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });

  /** @param onLateError what an operation throws when it has answered. */
  constructor(
    { region, accountId }: { region: string; accountId: string },
    private readonly onLateError: (error: Error) => void,
  ) {
    speedUpConditionParser();
    closeIterators();
    const { tableDb, getItemDb } = this.#store;
    tableDb.awsRegion = region;
    tableDb.awsAccountId = accountId;
    this.#replaceLock(tableDb, "table");
    this.#store.getItemDb = (name) => this.#replaceLock(getItemDb(name), `item ${name}`);
  }

  /** @param name for example `Scan`. Undefined if dynalite does not have the operation. */
  operation(name: string): Operation | undefined {
    return this.#operations.get(name);
  }

  /**
   * @param input in the shape of the operation: see `shapeOf`.
   * @throws what the database throws, other than a refusal.
   */
  async run({ types, custom, run }: Operation, input: object): Promise<Answer> {
    try {
      const body = await runInScope<object>(
        (resolve, reject) => {
          checkValidations(input, types, custom, this.#store);
          run(this.#store, input, (error, output) => (error ? reject(error) : resolve(output)));
        },
        (error) => {
          if (!refusalOf(error)) this.onLateError(error);
        },
      );
      return { status: 200, body };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) return refusal;
      throw error;
    }
  }

  #replaceLock(items: ItemStore, name: string): ItemStore {
    items.lock = (key, locked) => this.#locks.lock(`${name} ${key}`, locked);
    return items;
  }
}

/* eslint-disable @typescript-eslint/no-require-imports -- one file for each operation */
function load(operation: string): Operation {
  const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
  const { types, custom } = require(`dynalite/validations/${file}`) as Operation;
  return { types, custom, run: require(`dynalite/actions/${file}`) as Operation["run"] };
}
/* eslint-enable @typescript-eslint/no-require-imports */
