import type { Store } from "dynalite/db/index.js";
import type { Operation } from "../dynalite/operations";
import { RequestTokens } from "./request-tokens";
import { consumedBy, tryAll, type TransactionInput } from "./transaction";
import { READS, typesOf, WRITES } from "./types";

/**
 * The operations on several items at once: all conditions first, then all writes, one after the other.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 * Differs from AWS: a transaction never conflicts with another or with a write; what comes later waits.
 * @param plain the operations that they are made of.
 * @param now milliseconds since 1970.
 */
export function transactionOperations(
  plain: ReadonlyMap<string, Operation>,
  now: () => number,
): [name: string, operation: Operation][] {
  const tokens = new RequestTokens(now);

  const read = async (store: Store, input: TransactionInput) => {
    const { outputs } = await tryAll(store, input, READS, plain);
    const Responses = outputs.map(({ Item }) => (Item ? { Item } : {}));
    return { Responses, ...consumedBy(outputs, "ReadCapacityUnits") };
  };
  const write = (store: Store, { ClientRequestToken, ...input }: TransactionInput) =>
    tokens.once(ClientRequestToken, input, async () => {
      const { outputs, writes } = await tryAll(store, input, WRITES, plain);
      for (const apply of writes) await apply();
      return consumedBy(outputs, "WriteCapacityUnits");
    });

  return [
    ["TransactGetItems", { types: typesOf(READS, plain), ...operation(read) }],
    [
      "TransactWriteItems",
      { types: { ...typesOf(WRITES, plain), ClientRequestToken: TOKEN }, ...operation(write) },
    ],
  ];
}

const TOKEN = { type: "String", lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 };

function operation(
  work: (store: Store, input: TransactionInput) => Promise<object>,
): Pick<Operation, "isAlone" | "run"> {
  return {
    isAlone: true,
    run: (store, input, callback) =>
      void work(store, input as TransactionInput).then(
        (output) => callback(undefined, output),
        (error: unknown) => callback(error, {}),
      ),
  };
}
