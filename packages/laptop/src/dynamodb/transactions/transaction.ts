import db, { type Item, type Store, type Table } from "dynalite/db/index.js";
import { checkValidations } from "dynalite/validations/index.js";
import { refusalOf } from "../answers";
import { isConditionFailure, runOnItem, typeOf } from "../dynalite/condition-failure";
import type { Operation } from "../dynalite/operations";
import type { Write } from "../dynalite/watched-store";
import type { READS } from "./types";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */
const MAX_BYTES = 4 * 1024 * 1024;

export interface TransactionInput {
  TransactItems: Record<string, PlainInput>[];
  ReturnConsumedCapacity?: string;
  ClientRequestToken?: string;
}

interface PlainInput {
  TableName: string;
  ReturnConsumedCapacity?: string;
  ConsistentRead?: boolean;
  Key?: Item;
  Item?: Item;
}

interface Step {
  kind: string;
  operation: Operation;
  input: PlainInput;
}

export interface Results {
  /** What each action answers. */
  outputs: Output[];
  /** In the order of the actions. */
  writes: Write[];
}

interface Output {
  Item?: Item;
  ConsumedCapacity?: { TableName: string; CapacityUnits: number };
}

/**
 * Runs every action of a transaction without its writes.
 * @throws what DynamoDB refuses the transaction with: the reasons of all actions, if any fails.
 */
export async function tryAll(
  store: Store,
  { TransactItems, ReturnConsumedCapacity }: TransactionInput,
  actions: typeof READS,
  operations: ReadonlyMap<string, Operation>,
): Promise<Results> {
  const steps = TransactItems.map((element): Step => {
    const [[kind, given] = [undefined, undefined], ...others] = Object.entries(element);
    if (kind === undefined) throw db.validationError(NO_ACTION);
    if (others.length > 0) throw db.validationError(MANY_ACTIONS);
    const operation = operations.get(actions[kind]!.operation)!;
    const input: Step["input"] = {
      ...given,
      ...(ReturnConsumedCapacity && { ReturnConsumedCapacity }),
      // Transactions read nothing that is out of date.
      ...(kind === "Get" && { ConsistentRead: true }),
    };
    checkValidations(input, operation.types, operation.custom, store);
    return { kind, operation, input };
  });
  await refuseTwice(store, steps);
  const writes: Write[] = [];
  const results = [];
  for (const { kind, operation, input } of steps) {
    const keep = kind === "ConditionCheck" ? () => undefined : (write: Write) => writes.push(write);
    results.push(await runOnItem(operation, store, input, keep));
  }
  const reasons = results.map(({ error }) => reasonOf(error));
  if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
  const outputs = results.map(({ output }) => output as Output);
  const sizes = steps.map(({ input }, at) => input.Item ?? outputs[at]?.Item ?? {});
  if (sizes.reduce((bytes, item) => bytes + db.itemSize(item), 0) > MAX_BYTES)
    throw db.validationError(TOO_LARGE);
  return { outputs, writes };
}

const NO_ACTION =
  "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request";
const MANY_ACTIONS = "TransactItems can only contain one of Check, Put, Update or Delete";
// Unconfirmed [dynamodb-transaction-size]: the message for a transaction of more than 4 MB.
const TOO_LARGE =
  "Collection size of items exceeded, which can also be caused by the aggregate size of the items in the transaction exceeding the 4MB limit";

/** @throws if a table is missing, or if two actions are about one item. */
async function refuseTwice(store: Store, steps: Step[]): Promise<void> {
  const seen = new Set<string>();
  for (const { input } of steps) {
    const table = await tableNamed(store, input.TableName);
    const invalid = input.Item
      ? db.validateItem(input.Item, table)
      : db.validateKey(input.Key!, table);
    // The action itself says what is wrong with its key.
    if (invalid) continue;
    const place = `${input.TableName} ${db.createKey(input.Item ?? input.Key!, table)}`;
    if (seen.has(place))
      throw db.validationError(
        "Transaction request cannot include multiple operations on one item",
      );
    seen.add(place);
  }
}

function tableNamed(store: Store, name: string): Promise<Table> {
  return new Promise((resolve, reject) =>
    store.getTable(name, (error, table) => (error ? reject(error) : resolve(table))),
  );
}

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html */
function reasonOf(error: unknown): Reason {
  if (!error) return { Code: "None" };
  const { message, Item } = (refusalOf(error)?.body ?? {}) as { message?: string; Item?: Item };
  if (isConditionFailure(error))
    return { Code: "ConditionalCheckFailed", Message: message!, ...(Item && { Item }) };
  // Values that no key may have are refused as such; other mistakes are reasons.
  if (typeOf(error) !== "ValidationException" || /cannot contain an empty/.test(message!))
    throw error as Error;
  return { Code: "ValidationError", Message: message! };
}

function cancelled(reasons: Reason[]): Error {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const body = {
    __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    CancellationReasons: reasons,
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
  };
  return Object.assign(new Error(body.Message), { statusCode: 400, body });
}

/** A transaction consumes twice what the plain operations do. */
export function consumedBy(
  outputs: Output[],
  kind: "ReadCapacityUnits" | "WriteCapacityUnits",
): { ConsumedCapacity?: object[] } {
  const units = new Map<string, number>();
  for (const { ConsumedCapacity: plain } of outputs)
    if (plain)
      units.set(plain.TableName, (units.get(plain.TableName) ?? 0) + 2 * plain.CapacityUnits);
  if (units.size === 0) return {};
  const list = [...units].map(([TableName, count]) => {
    return { TableName, CapacityUnits: count, [kind]: count };
  });
  return { ConsumedCapacity: list };
}
