import type { Store } from "dynalite/db/index.js";
import type { Type } from "dynalite/validations/index.js";

/** One operation of dynalite. */
export interface Operation {
  /** The types of its input. */
  types: Record<string, Type>;
  /** A check of its input as a whole. */
  custom?: unknown;
  /** Whether no other operation may run meanwhile. */
  isAlone?: boolean;
  run(store: Store, input: object, callback: (error: unknown, output: object) => void): void;
}

const PLAIN = [
  ...["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan"],
  ...["CreateTable", "DeleteTable", "DescribeTable", "ListTables", "UpdateItem", "UpdateTable"],
  ...["DescribeTimeToLive", "ListTagsOfResource", "TagResource", "UntagResource"],
];

/** Operations that may answer a failed condition with the item. */
const CONDITIONAL = new Set(["DeleteItem", "PutItem", "UpdateItem"]);

/** What dynalite does not know of them. */
const RETURN_ITEM = { type: "String", enum: ["ALL_OLD", "NONE"] };

/** Dynalite's operations by name, for example `Scan`. */
export function plainOperations(): Map<string, Operation> {
  return new Map(PLAIN.map((name) => [name, load(name)]));
}

/* oxlint-disable typescript/no-require-imports -- one file for each operation */
function load(operation: string): Operation {
  const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
  const { types, custom } = require(`dynalite/validations/${file}`) as Operation;
  const run = require(`dynalite/actions/${file}`) as Operation["run"];
  if (!CONDITIONAL.has(operation)) return { types, custom, run };
  return { types: { ...types, ReturnValuesOnConditionCheckFailure: RETURN_ITEM }, custom, run };
}
/* oxlint-enable typescript/no-require-imports */
