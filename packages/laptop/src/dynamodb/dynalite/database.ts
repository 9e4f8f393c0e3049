import db, { type ItemStore } from "dynalite/db/index.js";
import { checkValidations } from "dynalite/validations/index.js";
import { refusalOf, type Answer } from "../answers";
import { transactionOperations } from "../transactions/operations";
import { speedUpConditionParser } from "./condition-parser";
import { runOnItem } from "./condition-failure";
import { Gate } from "./gate";
import { checkIndexKeys } from "./index-keys";
import { closeIterators } from "./iterators";
import { Locks } from "./locks";
import { plainOperations, type Operation } from "./operations";
import { runInScope } from "./request-scope";

export interface DatabaseOptions {
  region: string;
  accountId: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Gets what an operation throws when it has answered. */
  onLateError: (error: Error) => void;
}

/** Dynalite without its HTTP server, in which any error that is no refusal would end the process. */
export class Database {
  readonly #operations = plainOperations();
  readonly #locks = new Locks();
  readonly #gate = new Gate();
  readonly #store = db.create({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  readonly #onLateError: (error: Error) => void;

  constructor({ region, accountId, now, onLateError }: DatabaseOptions) {
    speedUpConditionParser();
    closeIterators();
    checkIndexKeys();
    this.#onLateError = onLateError;
    for (const [name, operation] of transactionOperations(this.#operations, now))
      this.#operations.set(name, operation);
    const { tableDb, getItemDb } = this.#store;
    tableDb.awsRegion = region;
    tableDb.awsAccountId = accountId;
    this.#replaceLock(tableDb, "table");
    this.#store.getItemDb = (name) => this.#replaceLock(getItemDb(name), `item ${name}`);
  }

  /** @param name for example `Scan`. Undefined if the database does not have the operation. */
  operation(name: string): Operation | undefined {
    return this.#operations.get(name);
  }

  /**
   * @param input in the shape of the operation: see `shapeOf`.
   * @throws what the database throws, other than a refusal.
   */
  run(operation: Operation, input: object): Promise<Answer> {
    const work = () => this.#run(operation, input);
    return operation.isAlone ? this.#gate.alone(work) : this.#gate.together(work);
  }

  async #run(operation: Operation, input: object): Promise<Answer> {
    const { types, custom, run } = operation;
    try {
      const body = await runInScope<object>(
        (resolve, reject) => {
          checkValidations(input, types, custom, this.#store);
          const done = (error: unknown, output: object) =>
            error ? reject(error) : resolve(output);
          if ("ReturnValuesOnConditionCheckFailure" in input)
            void runOnItem(operation, this.#store, input).then(
              ({ error, output }) => done(error, output!),
              reject,
            );
          else run(this.#store, input, done);
        },
        (error) => {
          if (!refusalOf(error)) this.#onLateError(error);
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
