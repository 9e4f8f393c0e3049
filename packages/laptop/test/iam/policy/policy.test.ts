import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ManagedPolicy } from "@pulumi/aws/types/enums/iam";
import known from "../../../src/iam/policy/managed-documents.json";
import { UserError } from "../../../src/shared/errors";
import { managedPolicy } from "../../../src/iam/policy/managed-policies";
import { parsePolicy } from "../../../src/iam/policy/policy";

const STATEMENT = { Effect: "Allow", Action: "dynamodb:Scan", Resource: "*" };

const document = (statement: object) => ({
  Version: "2012-10-17",
  Statement: [STATEMENT, statement],
});
const changed = (change: object) => document({ ...STATEMENT, ...change });
const conditioned = (Condition: unknown) => changed({ Condition });

/** Each document with the end of the message. */
const REFUSED: Record<string, [document: unknown, why: string]> = {
  "what is no document": [[], "is no policy document."],
  "unknown elements": [
    { ...document(STATEMENT), Statements: [] },
    `has the element "Statements", which IAM does not know.`,
  ],
  "unknown versions": [
    { Version: "2012-10-18", Statement: [] },
    `has the version "2012-10-18". Use "2012-10-17".`,
  ],
  "documents without statements": [{ Version: "2012-10-17" }, `has no element "Statement".`],
  "unknown elements of statements": [
    changed({ Actions: [] }),
    `statement 2: the element "Actions" is not known in such a policy.`,
  ],
  principals: [
    changed({ Principal: "*" }),
    `statement 2: the element "Principal" is not known in such a policy.`,
  ],
  "other effects": [
    changed({ Effect: "allow" }),
    `statement 2: Effect is "allow". It must be "Allow" or "Deny".`,
  ],
  "two kinds of actions": [
    changed({ NotAction: "*" }),
    `statement 2: it must have either "Action" or "NotAction".`,
  ],
  "statements without a resource": [
    document({ Effect: "Allow", Action: "*" }),
    `statement 2: it must have either "Resource" or "NotResource".`,
  ],
  "empty lists": [changed({ Action: [] }), `statement 2: "Action" is empty.`],
  "actions without a service": [
    changed({ Action: "Scan" }),
    `statement 2: Action "Scan" is not "*" and not of the form "service:Name".`,
  ],
  "wildcards for services": [
    changed({ Action: "*:Scan" }),
    `statement 2: Action "*:Scan" is not "*" and not of the form "service:Name".`,
  ],
  "resources that are no ARN": [
    changed({ Resource: "connections" }),
    `statement 2: Resource "connections" is neither "*" nor a whole ARN.`,
  ],
  "parts of ARNs": [
    changed({ Resource: "arn:aws:dynamodb" }),
    `statement 2: Resource "arn:aws:dynamodb" is neither "*" nor a whole ARN.`,
  ],
  "values that are no text": [changed({ Resource: [null] }), "statement 2: null is no text."],
  "unknown operators": [
    conditioned({ StringEqual: { "aws:username": "a" } }),
    `statement 2: IAM has no condition operator "StringEqual".`,
  ],
  "operators without keys": [
    conditioned({ StringEquals: "a" }),
    `statement 2: the condition operator "StringEquals" has no keys.`,
  ],
  "keys without a known value": [
    conditioned({ StringEquals: { "aws:SourceVpce": "vpce-1" } }),
    `statement 2: the value of the condition key "aws:SourceVpce" is not known here. Leave it out of this stack.`,
  ],
  "variables without a known value": [
    changed({ Resource: "arn:aws:s3:::${aws:SourceVpc}" }),
    `statement 2: the value of the condition key "aws:SourceVpc" is not known here. Leave it out of this stack.`,
  ],
  "numbers that are none": [
    conditioned({ NumericLessThan: { "aws:EpochTime": "soon" } }),
    `statement 2: "soon" is no value for the condition operator "NumericLessThan".`,
  ],
  "dates that are none": [
    conditioned({ DateLessThan: { "aws:CurrentTime": "25.9.2026" } }),
    `statement 2: "25.9.2026" is no value for the condition operator "DateLessThan".`,
  ],
  "booleans that are none": [
    conditioned({ Bool: { "aws:SecureTransport": "yes" } }),
    `statement 2: "yes" is no value for the condition operator "Bool".`,
  ],
  "addresses that are none": [
    conditioned({ IpAddress: { "aws:UserAgent": "10.0.0.0/33" } }),
    `statement 2: "10.0.0.0/33" is no value for the condition operator "IpAddress".`,
  ],
  "ARNs with fewer parts": [
    conditioned({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*" } }),
    `statement 2: "arn:aws:iam::*" is no value for the condition operator "ArnLike".`,
  ],
};

describe("A policy document", () => {
  for (const [what, [refused, why]] of Object.entries(REFUSED)) {
    it(`is refused for ${what}`, () => {
      throws(
        () => parsePolicy(refused, "events-policy", "identity"),
        (error: UserError) => {
          equal(error.message, `Policy "events-policy" ${why}`);
          return error instanceof UserError;
        },
      );
    });
  }

  it("is refused for what is no JSON", () => {
    const parse = () => parsePolicy("{", "events-policy", "identity");
    throws(parse, { code: "MODEL", message: /^Policy "events-policy" is no JSON: .*\.$/ });
  });

  it("is read from JSON as from an object", () => {
    const [one] = parsePolicy(JSON.stringify({ Statement: STATEMENT }), "p", "identity");
    deepEqual(
      [one?.effect, one?.number, one?.actions.list[0]?.text],
      ["Allow", 1, "dynamodb:Scan"],
    );
  });

  it("takes numbers and booleans in conditions", () => {
    const Condition = {
      Bool: { "aws:SecureTransport": true },
      NumericEquals: { "aws:EpochTime": [1, 2] },
    };
    const [, two] = parsePolicy(conditioned(Condition), "p", "identity");
    equal(two?.conditions.length, 2);
  });

  it("may have unknown keys where it is about services that are not called here", () => {
    const Condition = { StringLike: { "iam:PassedToService": "dax.amazonaws.com" } };
    const statement = { Action: "iam:PassRole", Resource: "*", Effect: "Allow", Condition };
    equal(parsePolicy(document(statement), "p", "identity").length, 2);
  });

  it("takes $ for text in version 2008-10-17, which is the default", () => {
    const Resource = "arn:aws:dynamodb:us-east-1:123456789012:table/${aws:username}";
    const [old] = parsePolicy({ Statement: { ...STATEMENT, Resource } }, "p", "identity");
    equal(
      old?.resources.list[0]?.matches(Resource, () => ["a"]),
      true,
    );
  });
});

describe("A policy that AWS wrote", () => {
  it("is known by its ARN", () => {
    const arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    deepEqual(managedPolicy(arn, "events"), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "*",
        },
      ],
    });
  });

  it("is one of many, with a source and a date, and each can be evaluated", () => {
    const { source, date, policies } = known;
    match(source, /^https:.* \d+\.\d+\.\d+ \(MIT\)/);
    match(date, /^\d{4}-\d\d-\d\d$/);
    ok(Object.keys(policies).length >= 140);
    for (const name of Object.keys(policies)) {
      const document = managedPolicy(`arn:aws:iam::aws:policy/${name}`, "events");
      ok(parsePolicy(document, name, "identity").length > 0, name);
    }
  });

  // https://www.pulumi.com/registry/packages/aws/api-docs/lambda/callbackfunction/
  it("is known if Pulumi's CallbackFunction attaches it to a function without a role", () => {
    const source = readFileSync(require.resolve("@pulumi/aws/lambda/lambdaMixins.js"), "utf8");
    const attached = [...source.matchAll(/ManagedPolicy\.(\w+)/g)].map(([, name]) => name!);
    ok(attached.length > 5);
    for (const name of attached)
      ok(managedPolicy(ManagedPolicy[name as keyof typeof ManagedPolicy], "events"), name);
  });

  // https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
  it("has the ARNs of its partition", () => {
    const ofPartition = (partition: string) =>
      managedPolicy(`arn:${partition}:iam::aws:policy/AWSLambdaExecute`, "events");
    match(JSON.stringify(ofPartition("aws")), /"arn:aws:s3:/);
    const inChina = JSON.stringify(ofPartition("aws-cn"));
    match(inChina, /"arn:aws-cn:s3:/);
    ok(!inChina.includes("arn:aws:"));
  });

  it("is refused by name if it is not known", () => {
    throws(() => managedPolicy("arn:aws:iam::aws:policy/AWSSupportAccess", "events"), {
      message: `Role "events" has the AWS managed policy "AWSSupportAccess", whose permissions are not known here. Write a policy with what the function needs, or declare an aws.iam.Policy with the document that AWS lists.`,
    });
  });
});
