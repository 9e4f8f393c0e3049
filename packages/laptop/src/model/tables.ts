import type { PlainResource } from "./declared";
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
