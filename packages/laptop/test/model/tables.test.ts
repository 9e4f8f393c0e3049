import { deepEqual, equal, throws } from "node:assert/strict";
import { buildModel } from "../../src/model/build";
import type { Table } from "../../src/model/model";
import type { Properties } from "../../src/program/resource";
import { assertProperties } from "../support/program/assert-properties";
import { Declared, SURROUNDINGS } from "../support/program/declared";

const KEY = { hashKey: "orderId", attributes: [{ name: "orderId", type: "S" }] };

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
describe("The model of a table", () => {
  it("is the input of CreateTable", () => {
    assertProperties(tableOf({ ...KEY, name: "orders-name", billingMode: "PAY_PER_REQUEST" }), {
      logicalName: "orders",
      name: "orders-name",
      ttlAttribute: undefined,
      definition: {
        TableName: "orders-name",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "orderId", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "orderId", AttributeType: "S" }],
      },
    });
  });

  it("has the items that the program declares", () => {
    const declared = new Declared();
    declared.add("aws:dynamodb/table:Table", "orders", { ...KEY, name: "orders-name" });
    const add = (item: string, tableName = "orders-name") =>
      declared.add("aws:dynamodb/tableItem:TableItem", "first", { tableName, hashKey: "id", item });
    add('{"orderId":{"S":"1"}}');
    const build = () => buildModel(declared.evaluation, SURROUNDINGS);
    deepEqual(build().tables[0]?.items, [{ orderId: { S: "1" } }]);
  });

  for (const [that, item, tableName, message] of [
    ["an item that is not JSON", "{", "orders-name", /has an item that is not JSON\. Set item to/],
    [
      "an item of no table",
      "{}",
      "others",
      /is of the table "others", which this program does not/,
    ],
  ] as const) {
    it(`refuses ${that}`, () => {
      const declared = new Declared();
      declared.add("aws:dynamodb/table:Table", "orders", { ...KEY, name: "orders-name" });
      declared.add("aws:dynamodb/tableItem:TableItem", "first", { tableName, hashKey: "id", item });
      throws(() => buildModel(declared.evaluation, SURROUNDINGS), message);
    });
  }

  it("has a sort key", () => {
    deepEqual(tableOf({ ...KEY, rangeKey: "at" }).definition.KeySchema, [
      { AttributeName: "orderId", KeyType: "HASH" },
      { AttributeName: "at", KeyType: "RANGE" },
    ]);
  });

  it("has global secondary indexes with keys of their own", () => {
    const { definition } = tableOf({
      ...KEY,
      globalSecondaryIndexes: [
        { name: "byRoom", hashKey: "room", rangeKey: "at", projectionType: "ALL" },
        {
          name: "byColour",
          hashKey: "colour",
          projectionType: "INCLUDE",
          nonKeyAttributes: ["size"],
        },
      ],
    });
    deepEqual(definition.GlobalSecondaryIndexes, [
      {
        IndexName: "byRoom",
        KeySchema: [
          { AttributeName: "room", KeyType: "HASH" },
          { AttributeName: "at", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
      {
        IndexName: "byColour",
        KeySchema: [{ AttributeName: "colour", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["size"] },
      },
    ]);
  });

  it("has local secondary indexes with the table's partition key", () => {
    const localSecondaryIndexes = [{ name: "byAge", rangeKey: "age", projectionType: "KEYS_ONLY" }];
    deepEqual(tableOf({ ...KEY, localSecondaryIndexes }).definition.LocalSecondaryIndexes, [
      {
        IndexName: "byAge",
        KeySchema: [
          { AttributeName: "orderId", KeyType: "HASH" },
          { AttributeName: "age", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ]);
  });

  it("has the attribute by which items expire, while that is enabled", () => {
    const ttlAttributeOf = (ttl: Properties) => tableOf({ ...KEY, ttl }).ttlAttribute;
    equal(ttlAttributeOf({ attributeName: "expiresAt", enabled: true }), "expiresAt");
    equal(ttlAttributeOf({ attributeName: "expiresAt", enabled: false }), undefined);
  });
});

function tableOf(inputs: Properties): Table {
  const declared = new Declared();
  declared.add("aws:dynamodb/table:Table", "orders", inputs);
  return buildModel(declared.evaluation, SURROUNDINGS).tables[0]!;
}
