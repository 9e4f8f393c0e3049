import assert from "node:assert/strict";
import { conditionValues } from "../../src/dynamodb/condition-values";
import { tableOf } from "../support/models";

describe("the leading key of a query", () => {
  const leadingKeys = (KeyConditionExpression: string) =>
    conditionValues(
      "Query",
      {
        KeyConditionExpression,
        ExpressionAttributeNames: { "#id": "id" },
        ExpressionAttributeValues: { ":id": { S: "alice" } },
      },
      tableOf("connections"),
    )["dynamodb:LeadingKeys"];

  for (const expression of ["id = :id", "#id=:id", "(:id = id)", "a = :b AND #id = :id"]) {
    it(`is found in ${expression}`, () => assert.deepEqual(leadingKeys(expression), ["alice"]));
  }

  it("is found in a long expression in proportional time", () => {
    assert.deepEqual(leadingKeys(`${"a".repeat(1_000_000)} AND id = :id`), ["alice"]);
  });
});
