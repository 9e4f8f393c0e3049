import fc from "fast-check";
import { arn, arnPattern, plainWord, template } from "./text-arbitraries";

/** Operators of one kind with the policy's and the request's values, and the key that they are used on. */
export interface ConditionKind {
  key: string;
  names: string[];
  policy: fc.Arbitrary<string>;
  given: fc.Arbitrary<string>;
}

const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constant(1.5)).map(String);
const date = fc.constantFrom(
  "2026-01-01T00:00:00Z",
  "2026-01-01",
  "1767225600",
  "2026-01-01T01:00:00+01:00",
  "2026-06-30T12:00:00.500Z",
);
const address = fc
  .array(fc.constantFrom(0, 1, 10, 128, 255), { minLength: 4, maxLength: 4 })
  .map((numbers) => numbers.join("."));
const range = fc.tuple(address, fc.integer({ min: 1, max: 32 })).map((parts) => parts.join("/"));

const ORDERED = [
  "Equals",
  "NotEquals",
  "LessThan",
  "LessThanEquals",
  "GreaterThan",
  "GreaterThanEquals",
];

export const CONDITION_KINDS: ConditionKind[] = [
  {
    key: "dynamodb:Attributes",
    names: ["StringEquals", "StringNotEquals"],
    policy: template,
    given: plainWord,
  },
  {
    key: "aws:username",
    names: ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
    policy: template,
    given: plainWord,
  },
  {
    key: "dynamodb:LeadingKeys",
    names: ["StringLike", "StringNotLike"],
    policy: template,
    given: plainWord,
  },
  {
    key: "aws:SourceArn",
    names: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    policy: arnPattern,
    given: arn,
  },
  {
    key: "aws:PrincipalTag/n",
    names: ORDERED.map((name) => `Numeric${name}`),
    policy: number,
    given: number,
  },
  {
    key: "aws:CurrentTime",
    names: ORDERED.map((name) => `Date${name}`),
    policy: date,
    given: date,
  },
  {
    key: "aws:SecureTransport",
    names: ["Bool"],
    policy: fc.constantFrom("true", "false", "True"),
    given: fc.constantFrom("true", "false", "FALSE"),
  },
  {
    key: "aws:PrincipalTag/ip",
    names: ["IpAddress", "NotIpAddress"],
    policy: fc.oneof(address, range),
    given: address,
  },
];
