import db, { type Item, type Table } from "dynalite/db/index.js";

const NOT_VALID = "One or more parameter values are not valid.";

let isChecked = false;

/**
 * Refuses items whose key of a secondary index is empty, which dynalite takes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function checkIndexKeys(): void {
  if (isChecked) return;
  isChecked = true;
  const { validateItem, updateIndexes } = db;
  db.validateItem = (item, table) =>
    validateItem(item, table) ?? emptyIndexKey(item, table, ofItem);
  db.updateIndexes = (store, table, before, item, done) => {
    const problem = item ? emptyIndexKey(item, table, ofUpdate) : undefined;
    if (problem) done(problem);
    else updateIndexes(store, table, before, item, done);
  };
}

type Describe = (kind: string, indexName: string, key: string) => string;

const ofItem: Describe = (kind, indexName, key) =>
  `${NOT_VALID} A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${indexName}, IndexKey: ${key}`;

const ofUpdate: Describe = (kind) =>
  `${NOT_VALID} The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;

function emptyIndexKey(item: Item, table: Table, describe: Describe): Error | undefined {
  return db.traverseIndexes(table, (key, type, { IndexName }) =>
    item[key]?.[type] === ""
      ? db.validationError(describe(type === "S" ? "string" : "binary", IndexName, key))
      : undefined,
  );
}
