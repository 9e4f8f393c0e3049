import fc from "fast-check";
import { condition, path, update } from "./dynamodb-expressions";
import { attributes, attributeValue, key, list, mostly, name, PROTOTYPE } from "./dynamodb-values";

const OPERATIONS = [
  ...["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan"],
  ...["CreateTable", "DeleteTable", "DescribeTable", "ListTables", "UpdateItem", "UpdateTable"],
  ...["DescribeTimeToLive", "ListTagsOfResource", "TagResource", "UntagResource"],
];

/** A request: its operation, and its body as text. */
export interface DynamoDbRequest {
  operation: string;
  body: string;
}

/** Values of members that only a few make sense for. */
const BY_NAME: Record<string, fc.Arbitrary<unknown>> = {
  TableName: fc.constantFrom("connections", "connections", "messages", "extra", "none", PROTOTYPE),
  IndexName: fc.constantFrom("byAuthor", "none", "constructor"),
  AttributeName: name,
  ConditionExpression: condition,
  FilterExpression: condition,
  KeyConditionExpression: fc.oneof(fc.constantFrom("id = :a", "id = :a AND at > :b"), condition),
  ProjectionExpression: list(path).map((paths) => paths.join(", ")),
  UpdateExpression: update,
  ExpressionAttributeNames: fc.record({ "#a": mostly(name), "#b": mostly(name) }),
  ExpressionAttributeValues: fc.record({
    ":a": attributeValue,
    ":b": attributeValue,
    ":c": attributeValue,
  }),
  Item: attributes,
  Key: key,
  Keys: list(mostly(key)),
  ExclusiveStartKey: key,
};

const USUAL = new Set(
  "TableName KeyConditionExpression ExpressionAttributeNames ExpressionAttributeValues UpdateExpression Item Key".split(
    " ",
  ),
);

/** Input of one operation. Most has the members without which nothing else would be looked at. */
function inputOf(operation: string): fc.Arbitrary<unknown> {
  const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
  // oxlint-disable-next-line typescript/no-require-imports -- one file for each operation
  const { types } = require(`dynalite/validations/${file}`) as { types: Record<string, Described> };
  return fc.oneof(
    { weight: 4, arbitrary: structure(without(types, LEGACY)).map(withUsedNames) },
    { weight: 1, arbitrary: structure(without(types, EXPRESSION)) },
    { weight: 1, arbitrary: structure(types) },
  );
}

/** Members of before there were expressions. Together with expressions they are refused at once. */
const LEGACY =
  /^(AttributesToGet|QueryFilter|ScanFilter|ConditionalOperator|KeyConditions|Expected|AttributeUpdates)$/;
const EXPRESSION = /Expression/;

function without(types: Record<string, Described>, members: RegExp): Record<string, Described> {
  return Object.fromEntries(Object.entries(types).filter(([member]) => !members.test(member)));
}

/** Leaves out the names and values that no expression uses: they too are refused at once. */
function withUsedNames(input: unknown): unknown {
  const members = input as Record<string, unknown>;
  const expressions = Object.entries(members).filter(([member]) => /Expression$/.test(member));
  const used = new Set(JSON.stringify(expressions).match(/[:#]\w+/g));
  for (const member of ["ExpressionAttributeNames", "ExpressionAttributeValues"]) {
    const values = members[member];
    if (typeof values !== "object" || values === null || Array.isArray(values)) continue;
    const kept = Object.entries(values).filter(([key]) => used.has(key));
    members[member] = kept.length > 0 ? Object.fromEntries(kept) : undefined;
  }
  return members;
}

/** Dynalite's description of a member. */
type Described = string | { type: string; children?: unknown; enum?: string[]; notNull?: boolean };

function structure(members: Record<string, Described>): fc.Arbitrary<unknown> {
  const entries = Object.entries(members).map(([member, described]) => {
    const isRequired = USUAL.has(member) || (typeof described === "object" && described.notNull);
    const value = mostly(BY_NAME[member] ?? valueOf(member, described));
    const [present, absent] = isRequired ? [40, 1] : [1, 5];
    return [
      member,
      fc.oneof(
        { weight: present, arbitrary: value },
        { weight: absent, arbitrary: fc.constant(undefined) },
      ),
    ];
  });
  return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>);
}

function valueOf(member: string, described: Described): fc.Arbitrary<unknown> {
  const {
    type,
    children,
    enum: values,
  } = typeof described === "string" ? { type: described } : described;
  if (values) return fc.constantFrom(...values);
  if (type.startsWith("AttrStruct")) return attributeValue;
  if (/^(Value|Field)Struct/.test(type)) return structure(children as Record<string, Described>);
  if (/List/.test(type) && !type.startsWith("Map"))
    return list(mostly(valueOf(member, children as Described)));
  if (/Map/.test(type)) {
    const keys = member === "RequestItems" ? BY_NAME.TableName! : name;
    const value = mostly(valueOf(member, children as Described));
    return fc.dictionary(keys as fc.Arbitrary<string>, value, { minKeys: 1, maxKeys: 2 });
  }
  if (type === "Boolean") return fc.boolean();
  if (type === "String") return name;
  return fc.constantFrom(0, 1, 2, 100, 1e9, -1, 2 ** 53);
}

/** What the actions of transactions have in common with operations. */
const TRANSACTIONS = {
  TransactGetItems: { Get: "GetItem" },
  TransactWriteItems: {
    ConditionCheck: "DeleteItem",
    Delete: "DeleteItem",
    Put: "PutItem",
    Update: "UpdateItem",
  },
};

function transactionOf(actions: Record<string, string>): fc.Arbitrary<unknown> {
  const elements = Object.entries(actions).map(([kind, operation]) =>
    inputOf(operation).map((input) => ({ [kind]: input })),
  );
  return fc.record({
    TransactItems: mostly(list(mostly(fc.oneof(...elements)))),
    ReturnConsumedCapacity: fc.constantFrom("TOTAL", undefined),
    ClientRequestToken: fc.constantFrom("once", "", undefined),
  });
}

/** Requests that follow DynamoDB's own description of each operation, with something wrong here and there. */
export const dynamoDbRequest: fc.Arbitrary<DynamoDbRequest> = fc.oneof(
  ...OPERATIONS.map((operation) => ({
    weight: /Item|Query|Scan/.test(operation) ? 20 : /DeleteTable|Tag/.test(operation) ? 1 : 4,
    arbitrary: inputOf(operation).map((input) => ({
      operation,
      body: JSON.stringify(input).replaceAll(PROTOTYPE, "__proto__"),
    })),
  })),
  ...Object.entries(TRANSACTIONS).map(([operation, actions]) => ({
    weight: 20,
    arbitrary: transactionOf(actions).map((input) => ({
      operation,
      body: JSON.stringify(input).replaceAll(PROTOTYPE, "__proto__"),
    })),
  })),
  fc.record({
    operation: fc.constantFrom("TransactWriteItems", "Scan", "PutItem", "", "a.b"),
    body: fc.oneof(fc.json(), fc.string()),
  }),
);
