import type { ConditionValues } from "../iam/access/access";
import type { Table } from "../model/model";

/** An item or a key: values by attribute name, for example `{ id: { S: "a" } }`. */
export type Item = Record<string, Record<string, unknown>>;

/** The parts of an operation's input that determine condition keys. */
export interface Input {
  IndexName?: string;
  Key?: Item;
  Item?: Item;
  Keys?: Item[];
  Select?: string;
  AttributesToGet?: string[];
  ProjectionExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
  KeyConditions?: Record<string, { AttributeValueList?: Record<string, unknown>[] }>;
  ReturnValues?: string;
  ReturnConsumedCapacity?: string;
  [parameter: string]: unknown;
}

/** Stands for a partition key that is not known. No policy allows it. */
const UNKNOWN_KEY = "\u0000";

/** Parameters whose keys are attribute names. */
const BY_ATTRIBUTE = "AttributeUpdates Expected Item Key KeyConditions QueryFilter ScanFilter";
const EXPRESSIONS =
  "ConditionExpression FilterExpression KeyConditionExpression ProjectionExpression UpdateExpression";

/**
 * DynamoDB's condition keys for one table of a request.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function conditionValues(
  operation: string,
  input: Input,
  table: Table | undefined,
): ConditionValues {
  const leadingKeys = leadingKeysOf(operation, input, table);
  const attributes = attributesOf(input);
  const select = selectOf(operation, input);
  return {
    ...(leadingKeys && { "dynamodb:LeadingKeys": leadingKeys }),
    ...(attributes.length > 0 && { "dynamodb:Attributes": attributes }),
    ...(select && { "dynamodb:Select": select }),
    ...(input.ReturnValues && { "dynamodb:ReturnValues": input.ReturnValues }),
    ...(input.ReturnConsumedCapacity && {
      "dynamodb:ReturnConsumedCapacity": input.ReturnConsumedCapacity,
    }),
  };
}

/** The partition keys that the request is about; undefined for a scan. */
function leadingKeysOf(
  operation: string,
  input: Input,
  table: Table | undefined,
): string[] | undefined {
  const name = partitionKeyOf(table, input.IndexName);
  const valueOf = (item: Item | undefined) => textOf(name === undefined ? {} : item?.[name]);
  if (operation === "Query") return [valueOf(queriedKey(input, name))];
  if (input.Keys) return input.Keys.map(valueOf);
  if (input.Key ?? input.Item) return [valueOf(input.Key ?? input.Item)];
  return undefined;
}

interface KeySchema {
  KeySchema: { AttributeName: string; KeyType: string }[];
}

function partitionKeyOf(table: Table | undefined, indexName: string | undefined) {
  if (!table) return undefined;
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table.definition as Record<
    string,
    (KeySchema & { IndexName: string })[] | undefined
  >;
  const indexes = [...(GlobalSecondaryIndexes ?? []), ...(LocalSecondaryIndexes ?? [])];
  const index = indexes.find(({ IndexName }) => IndexName === indexName);
  const { KeySchema } = (index ?? table.definition) as unknown as KeySchema;
  return KeySchema.find(({ KeyType }) => KeyType === "HASH")?.AttributeName;
}

/** The partition key of a query, from `KeyConditionExpression` or `KeyConditions`. */
function queriedKey(input: Input, name: string | undefined): Item | undefined {
  if (name === undefined) return undefined;
  const legacy = input.KeyConditions?.[name]?.AttributeValueList?.[0];
  if (legacy) return { [name]: legacy };
  const expression = (input.KeyConditionExpression ?? "").replace(/[()]/g, " ");
  for (const [, left, right] of expression.matchAll(
    /(?<![\w#:])([#:]?\w+)(?!\w)\s*=\s*([#:]?\w+)/g,
  )) {
    const [attribute, value] = left!.startsWith(":") ? [right!, left!] : [left!, right!];
    const found = input.ExpressionAttributeValues?.[value];
    if (attributeName(attribute, input) === name && found) return { [name]: found };
  }
  return undefined;
}

/** The top-level attributes that the request names. */
function attributesOf(input: Input): string[] {
  const names = new Set<string>(input.AttributesToGet);
  for (const parameter of BY_ATTRIBUTE.split(" "))
    for (const name of Object.keys((input[parameter] as object | undefined) ?? {})) names.add(name);
  for (const key of input.Keys ?? []) for (const name of Object.keys(key)) names.add(name);
  for (const parameter of EXPRESSIONS.split(" ")) {
    const expression = (input[parameter] as string | undefined) ?? "";
    // Skips values, nested attributes after a dot, and functions.
    for (const [word] of expression.matchAll(/(?<![\w:#.])#?[A-Za-z_]\w*(?!\w|\s*\()/g))
      if (!KEYWORDS.has(word.toUpperCase())) names.add(attributeName(word, input));
  }
  return [...names];
}

/** Reserved words. Attributes with these names are always written as `#name`. */
const KEYWORDS = new Set("SET REMOVE ADD DELETE AND OR NOT BETWEEN IN".split(" "));

function attributeName(word: string, { ExpressionAttributeNames }: Input): string {
  return word.startsWith("#") ? (ExpressionAttributeNames?.[word] ?? word) : word;
}

/** The value of Select, including its defaults. */
function selectOf(operation: string, input: Input): string | undefined {
  if (!["BatchGetItem", "GetItem", "Query", "Scan"].includes(operation)) return undefined;
  if (input.Select) return input.Select;
  if (input.ProjectionExpression ?? input.AttributesToGet) return "SPECIFIC_ATTRIBUTES";
  return input.IndexName ? "ALL_PROJECTED_ATTRIBUTES" : "ALL_ATTRIBUTES";
}

function textOf(value: Record<string, unknown> | undefined): string {
  const text = value?.S ?? value?.N ?? value?.B;
  return typeof text === "string" ? text : UNKNOWN_KEY;
}
