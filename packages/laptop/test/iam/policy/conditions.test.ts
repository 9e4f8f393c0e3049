import { equal } from "node:assert/strict";
import { compileCondition } from "../../../src/iam/policy/conditions";

/** Operator, the policy's values, the values of the request (null: no such key), and whether it holds. */
type Row = [
  operator: string,
  policy: string | string[],
  given: string | string[] | null,
  holds: boolean,
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const ROWS: Row[] = [
  ["StringEquals", "Finance", "Finance", true],
  ["StringEquals", "Finance", "finance", false],
  ["StringEquals", "Fin*", "Finance", false],
  ["StringEquals", ["a", "b"], "b", true],
  ["StringEquals", "a", null, false],
  ["StringNotEquals", ["a", "b"], "b", false],
  ["StringNotEquals", ["a", "b"], "c", true],
  ["StringNotEquals", "a", null, true],
  ["StringEqualsIgnoreCase", "Finance", "fINANCE", true],
  ["StringNotEqualsIgnoreCase", "Finance", "fINANCE", false],
  ["StringLike", "arn:aws:iam::*:role/app-?", "arn:aws:iam::1:role/app-1", true],
  ["StringLike", "app-?", "app-12", false],
  ["StringLike", "app-?", "app-", false],
  ["StringNotLike", "app-*", "app-1", false],
  ["StringNotLike", "app-*", null, true],
  ["StringLike", "${*}", "*", true],
  ["StringLike", "${*}", "a", false],
  ["StringEquals", "${aws:username}", "alice", true],
  ["StringEquals", "${aws:nobody}", "alice", false],
  ["StringEquals", "${aws:nobody, 'alice'}", "alice", true],

  ["NumericEquals", "10", "10.0", true],
  ["NumericNotEquals", "10", "10", false],
  ["NumericLessThan", "10", "9", true],
  ["NumericLessThan", "10", "10", false],
  ["NumericLessThanEquals", "10", "10", true],
  ["NumericGreaterThan", "10", "9", false],
  ["NumericGreaterThanEquals", "10", "10", true],
  ["NumericLessThan", "10", "ten", false],

  ["DateLessThan", "2026-09-25T00:00:00Z", "2026-09-24T23:59:59Z", true],
  ["DateLessThan", "2026-09-25T00:00:00Z", "2026-09-25T00:00:00Z", false],
  ["DateEquals", "2026-09-25T00:00:00Z", "1790294400", true],
  ["DateGreaterThan", "2026-09-25", "2026-09-25T00:00:01Z", true],
  ["DateGreaterThanEquals", "2026-09-25T02:00:00+02:00", "2026-09-25T00:00:00Z", true],

  ["Bool", "true", "true", true],
  ["Bool", "true", "TRUE", true],
  ["Bool", "false", "true", false],
  ["Bool", "true", null, false],
  ["BoolIfExists", "true", null, true],

  ["IpAddress", "203.0.113.0/24", "203.0.113.77", true],
  ["IpAddress", "203.0.113.0/24", "203.0.114.1", false],
  ["IpAddress", "203.0.113.5", "203.0.113.5", true],
  ["IpAddress", "2001:db8:1234:5678::/64", "2001:db8:1234:5678::7", true],
  ["IpAddress", "2001:db8:1234:5678::/64", "203.0.113.5", false],
  ["NotIpAddress", ["203.0.113.0/24", "198.51.100.0/24"], "198.51.100.9", false],

  [
    "ArnEquals",
    "arn:aws:sns:*:123456789012:t?pic",
    "arn:aws:sns:eu-west-1:123456789012:topic",
    true,
  ],
  ["ArnLike", "arn:aws:sns:*:*:topic", "arn:aws:sns:eu-west-1:123456789012:a:topic", false],
  ["ArnLike", "arn:aws:sns:*:*:*", "arn:aws:sns:eu-west-1:123456789012:a:topic", true],
  ["ArnLike", "*", "arn:aws:sns:eu-west-1:123456789012:topic", true],
  ["ArnLike", "*", "no ARN", false],
  ["ArnNotLike", "arn:aws:sns:*:*:topic", "arn:aws:sns:eu-west-1:123456789012:topic", false],
  ["ArnNotEquals", "arn:aws:sns:*:*:topic", null, true],

  ["StringEqualsIfExists", "a", "a", true],
  ["StringEqualsIfExists", "a", "b", false],
  ["StringEqualsIfExists", "a", null, true],
  ["StringNotEqualsIfExists", "a", "a", false],
  ["Null", "true", null, true],
  ["Null", "true", "a", false],
  ["Null", "false", "a", true],
  ["Null", "false", null, false],

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
  ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
  ["ForAllValues:StringEquals", ["a", "b"], ["c"], false],
  ["ForAllValues:StringEquals", ["a", "b"], null, true],
  ["ForAllValues:StringEquals", ["a", "b"], [], true],
  ["ForAllValues:StringEquals", ["a", "b"], "", true],
  ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], true],
  ["ForAllValues:StringNotEquals", ["a", "b"], ["a", "d"], false],
  ["ForAnyValue:StringEquals", ["a", "b"], ["a", "c"], true],
  ["ForAnyValue:StringEquals", ["a", "b"], ["c"], false],
  ["ForAnyValue:StringEquals", ["a", "b"], null, false],
  ["ForAnyValue:StringNotEquals", ["a", "b"], ["a", "c"], true],
  ["ForAnyValue:StringNotEquals", ["a", "b"], ["a", "b"], false],
  ["ForAnyValue:StringNotEquals", ["a", "b"], null, false],
  // Observed by others: the quantifier decides, IfExists does not.
  ["ForAnyValue:StringEqualsIfExists", ["a", "b"], null, false],
  ["ForAllValues:StringLikeIfExists", "a*", ["ab", "b"], false],
];

describe("A condition", () => {
  for (const [operator, policy, given, holds] of ROWS) {
    const policyText = JSON.stringify(policy);
    const name = `${operator} ${policyText} ${holds ? "holds" : "does not hold"} for ${JSON.stringify(given)}`;
    it(name, () => {
      const condition = compileCondition(operator, "aws:Key", [policy].flat(), true);
      const values: Record<string, string[] | undefined> = {
        "aws:key": given === null ? undefined : [given].flat(),
        "aws:username": ["alice"],
      };
      equal(
        condition?.holds((key) => values[key]),
        holds,
      );
    });
  }

  it("takes variables for text in documents older than 2012-10-17", () => {
    const condition = compileCondition("StringEquals", "k", ["${aws:username}"], false);
    equal(
      condition?.holds(() => ["${aws:username}"]),
      true,
    );
  });

  it("has an operator that IAM knows", () => {
    for (const name of [
      "StringEqual",
      "NullIfExists",
      "ForAllValues:Null",
      "ForSome:StringLike",
      "toString",
    ])
      equal(compileCondition(name, "k", ["a"], true), undefined, name);
  });
});
