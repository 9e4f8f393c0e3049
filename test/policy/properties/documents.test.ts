import { equal } from "node:assert/strict";
import { covers } from "../../../policy/properties/documents";

describe("A pattern of a policy", () => {
  const COVERED: [string, string, boolean][] = [
    ["dynamodb:PutItem", "dynamodb:putitem", true],
    ["dynamodb:*", "dynamodb:PutItem", true],
    ["*", "iam:PassRole", true],
    ["dynamodb:?utItem", "dynamodb:PutItem", true],
    ["dynamodb:Put", "dynamodb:PutItem", false],
    ["arn:aws:s3:::a.b/*", "arn:aws:s3:::axb/c", false],
  ];
  for (const [pattern, value, expected] of COVERED)
    it(`"${pattern}" ${expected ? "covers" : "does not cover"} "${value}"`, () => {
      equal(covers(pattern, value), expected);
    });
});
