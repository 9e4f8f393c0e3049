import { Agent } from "node:http";
import { callDynamoDb } from "../../dynamodb/call";
import type { Credentials } from "../../iam/access/credentials";
import type { Table } from "../../model/model";
import { placeOfArn } from "../../shared/aws-names";
import { attributesOf, plainItem, type Item } from "./attribute-values";

/** A table of the program, read and written with every permission. Calls of this kind meet no fault. */
export interface TestTable {
  /** Its name in DynamoDB. */
  readonly name: string;
  /** Every item, as it is after the last write. */
  items(): Promise<Item[]>;
  /** Writes an item, in place of one with the same key. */
  put(item: Item): Promise<void>;
  /** @param key the partition key, with the sort key if the table has one. */
  delete(key: Item): Promise<void>;
}

export function testTable(
  { name, arn }: Table,
  endpoint: string,
  administrator: Credentials,
): TestTable {
  // A connection that is kept would outlive the test.
  const target = { endpoint, agent: new Agent(), region: placeOfArn(arn).region };
  const call = (operation: string, input: object) =>
    callDynamoDb(target, administrator, operation, { TableName: name, ...input });
  return {
    name,
    async items() {
      const found: Item[] = [];
      let ExclusiveStartKey: unknown;
      do {
        const page = await call("Scan", { ConsistentRead: true, ExclusiveStartKey });
        found.push(...(page.Items as Parameters<typeof plainItem>[0][]).map(plainItem));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    },
    async put(item) {
      await call("PutItem", { Item: attributesOf(item) });
    },
    async delete(key) {
      await call("DeleteItem", { Key: attributesOf(key) });
    },
  };
}
