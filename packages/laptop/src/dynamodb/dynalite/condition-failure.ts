import type { Store } from "dynalite/db/index.js";
import { refusalOf } from "../answers";
import type { Item } from "../condition-values";
import type { Operation } from "./operations";
import { watchedStore, type Write } from "./watched-store";

interface Outcome {
  error?: unknown;
  output?: object;
}

/**
 * Runs an operation on one item.
 * @param onWrite gets its writes in place of the store.
 * @returns what it would call back with. The refusal of a failed condition has the item, if the input asks for it:
 *   https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export function runOnItem(
  { run }: Operation,
  store: Store,
  input: object,
  onWrite?: (write: Write) => void,
): Promise<Outcome> {
  let item: Item | undefined;
  const onRead = (read: Item | undefined) => (item = read);
  const watched = watchedStore(store, { onRead, ...(onWrite && { onWrite }) });
  const { ReturnValuesOnConditionCheckFailure: wanted } = input as Record<string, unknown>;
  return new Promise((resolve) =>
    run(watched, input, (error, output) => {
      const body = refusalOf(error)?.body;
      if (isConditionFailure(error) && wanted === "ALL_OLD" && item)
        Object.assign(body!, { Item: item });
      resolve(error ? { error } : { output });
    }),
  );
}

export function isConditionFailure(error: unknown): boolean {
  return typeOf(error) === "ConditionalCheckFailedException";
}

/** For example `ValidationException`; undefined if DynamoDB refuses nothing. */
export function typeOf(error: unknown): string | undefined {
  const { __type } = (refusalOf(error)?.body ?? {}) as { __type?: string };
  return __type?.split("#")[1];
}
