import { UserError } from "../shared/errors";
import { describe, textOf, type OfType, type PlainResource } from "./declared";
import type { Table } from "./model";

interface Attribute {
  name: string;
  type: string;
}

interface Index {
  name: string;
  hashKey?: string;
  rangeKey?: string;
  projectionType: string;
  nonKeyAttributes?: string[];
}

/** The tables, with the items that the program puts into them. */
export function buildTables(ofType: OfType): Table[] {
  const tables = ofType("aws:dynamodb/table:Table").map((table) => ({
    region: table.outputs.region,
    table: buildTable(table),
  }));
  for (const resource of ofType("aws:dynamodb/tableItem:TableItem")) {
    const { tableName, region } = resource.outputs;
    const found = tables.find(
      (each) =>
        each.table.arn === tableName || (each.table.name === tableName && each.region === region),
    );
    if (!found)
      throw new UserError(
        "MODEL",
        `${describe(resource)} is of the table "${textOf(tableName)}", which this program does not declare. Set tableName to its name.`,
      );
    found.table.items.push(itemOf(resource));
  }
  return tables.map(({ table }) => table);
}

/** The table as input of DynamoDB's CreateTable. Capacity is always on demand, so nothing throttles. */
export function buildTable({ name: logicalName, outputs }: PlainResource): Table {
  const {
    name,
    arn,
    hashKey,
    rangeKey,
    attributes,
    globalSecondaryIndexes,
    localSecondaryIndexes,
  } = outputs as {
    name: string;
    arn: string;
    hashKey: string;
    rangeKey?: string;
    attributes: Attribute[];
    globalSecondaryIndexes?: Index[];
    localSecondaryIndexes?: Index[];
  };
  const ttl = outputs.ttl as { attributeName?: string; enabled?: boolean } | undefined;
  return {
    logicalName,
    name,
    arn,
    ttlAttribute: ttl?.enabled === false ? undefined : ttl?.attributeName,
    items: [],
    definition: {
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keySchema(hashKey, rangeKey),
      AttributeDefinitions: attributes.map((a) => ({
        AttributeName: a.name,
        AttributeType: a.type,
      })),
      ...(globalSecondaryIndexes?.length && {
        GlobalSecondaryIndexes: globalSecondaryIndexes.map((index) =>
          secondaryIndex(index, index.hashKey!),
        ),
      }),
      ...(localSecondaryIndexes?.length && {
        LocalSecondaryIndexes: localSecondaryIndexes.map((index) => secondaryIndex(index, hashKey)),
      }),
    },
  };
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/dynamodb/tableitem/ */
function itemOf(resource: PlainResource): object {
  try {
    const item: unknown = JSON.parse(textOf(resource.outputs.item));
    if (typeof item === "object" && item !== null) return item;
  } catch {
    // Said below.
  }
  throw new UserError(
    "MODEL",
    `${describe(resource)} has an item that is not JSON. Set item to what PutItem takes, such as {"id":{"S":"a"}}.`,
  );
}

function secondaryIndex(index: Index, hashKey: string) {
  return {
    IndexName: index.name,
    KeySchema: keySchema(hashKey, index.rangeKey),
    Projection: {
      ProjectionType: index.projectionType,
      ...(index.nonKeyAttributes && { NonKeyAttributes: index.nonKeyAttributes }),
    },
  };
}

function keySchema(hashKey: string, rangeKey?: string) {
  const range = rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" }] : [];
  return [{ AttributeName: hashKey, KeyType: "HASH" }, ...range];
}
