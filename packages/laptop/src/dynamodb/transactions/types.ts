import type { Type } from "dynalite/validations/index.js";
import type { Operation } from "../dynalite/operations";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-api */
const MAX_ACTIONS = 100;

const COMMON = ["TableName", "ExpressionAttributeNames"];
const CONDITION = [
  ...["ConditionExpression", "ExpressionAttributeValues"],
  "ReturnValuesOnConditionCheckFailure",
];

/** What an action of a transaction has of the plain operation, and what it must have besides. */
interface Action {
  operation: string;
  members: string[];
  required?: string;
}

export const WRITES: Record<string, Action> = {
  // A deletion whose write is dropped.
  ConditionCheck: {
    operation: "DeleteItem",
    members: ["Key", ...COMMON, ...CONDITION],
    required: "ConditionExpression",
  },
  Delete: { operation: "DeleteItem", members: ["Key", ...COMMON, ...CONDITION] },
  Put: { operation: "PutItem", members: ["Item", ...COMMON, ...CONDITION] },
  Update: {
    operation: "UpdateItem",
    members: ["Key", "UpdateExpression", ...COMMON, ...CONDITION],
    required: "UpdateExpression",
  },
};

export const READS: Record<string, Action> = {
  Get: { operation: "GetItem", members: ["Key", "ProjectionExpression", ...COMMON] },
};

/** The types of a transaction's input, in dynalite's form. */
export function typesOf(
  actions: Record<string, Action>,
  operations: ReadonlyMap<string, Operation>,
): Record<string, Type> {
  const entries = Object.entries(actions).map(([kind, { operation, members, required }]) => {
    const { types } = operations.get(operation)!;
    const own = members.map((name) => {
      const type = types[name]!;
      if (name !== required) return [name, type];
      return [name, { ...(typeof type === "string" ? { type } : type), notNull: true }];
    });
    const children = Object.fromEntries(own) as unknown;
    return [kind, { type: `FieldStruct<${kind}>`, children }];
  });
  const list = { lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: MAX_ACTIONS };
  return {
    TransactItems: {
      type: "List",
      notNull: true,
      ...list,
      children: {
        type: "ValueStruct<TransactItem>",
        children: Object.fromEntries(entries) as unknown,
      },
    } as Type,
    ReturnConsumedCapacity: operations.get("GetItem")!.types.ReturnConsumedCapacity!,
  };
}
