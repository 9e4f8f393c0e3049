import { deepEqual, equal } from "node:assert/strict";
import { evaluate } from "../../../src/iam/policy/evaluate";
import { parsePolicy } from "../../../src/iam/policy/policy";

const TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/connections";
const CONNECTIONS =
  "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi/dev/POST/@connections/{connectionId}";

type Values = Record<string, string[]>;

/** The reason of the decision: "allow", or why not. */
function decide(
  statements: object | object[],
  [action, resource]: [string, string],
  { boundary, context = {} }: { boundary?: object[]; context?: Values } = {},
) {
  const parse = (list: object | object[]) =>
    parsePolicy({ Version: "2012-10-17", Statement: list }, "policy", "identity");
  const policies = { identity: parse(statements), boundary: boundary && parse(boundary) };
  return evaluate(policies, { action, resource, context: (key) => context[key] });
}

const allow = (Action: string | string[], Resource: string | string[] = "*") => ({
  Effect: "Allow",
  Action,
  Resource,
});
const deny = (Action: string, Resource = "*") => ({ Effect: "Deny", Action, Resource });
const scan: [string, string] = ["dynamodb:Scan", TABLE];

describe("IAM's evaluation", () => {
  it("denies what no statement allows", () => {
    equal(decide(allow("dynamodb:Query"), scan).reason, "none");
  });

  it("allows what a statement allows", () => {
    equal(decide([allow("dynamodb:Query"), allow("dynamodb:Scan")], scan).reason, "allow");
  });

  it("lets an explicit deny win, wherever it stands", () => {
    equal(decide([allow("*"), deny("dynamodb:*")], scan).reason, "deny");
    equal(decide([deny("dynamodb:*"), allow("*")], scan).reason, "deny");
    equal(
      decide([allow("*"), deny("dynamodb:*", "arn:aws:dynamodb:*:*:table/b")], scan).reason,
      "allow",
    );
  });

  it("asks the permissions boundary too", () => {
    const own = [allow("dynamodb:Scan")];
    equal(decide(own, scan, { boundary: [allow("dynamodb:*")] }).reason, "allow");
    equal(decide(own, scan, { boundary: [allow("logs:*")] }).reason, "boundaryNone");
    equal(
      decide(own, scan, { boundary: [allow("*"), deny("dynamodb:Scan")] }).reason,
      "boundaryDeny",
    );
    // A boundary grants nothing.
    equal(decide([allow("logs:*")], scan, { boundary: [allow("*")] }).reason, "none");
  });

  it("takes the names of actions in any case", () => {
    equal(decide(allow("DynamoDB:scan"), scan).reason, "allow");
  });

  it("takes resources in their own case", () => {
    equal(decide(allow("*", TABLE.replace("c", "C")), scan).reason, "none");
  });

  it("names the statements that allow, with those of their patterns that match", () => {
    const { by } = decide(
      [
        allow(["dynamodb:Scan", "dynamodb:Query", "dynamodb:S*"], [TABLE, `${TABLE}/index/*`]),
        allow("logs:*"),
        { ...allow("*"), Sid: "All" },
      ],
      scan,
    );
    deepEqual(
      by.map(({ statement, actions, resources }) => [statement.number, actions, resources]),
      [
        [1, ["dynamodb:Scan", "dynamodb:S*"], [TABLE]],
        [3, ["*"], ["*"]],
      ],
    );
    equal(by[1]?.statement.sid, "All");
  });

  it("allows everything but what NotAction lists", () => {
    const statement = { Effect: "Allow", NotAction: ["dynamodb:Scan", "iam:*"], Resource: "*" };
    equal(decide(statement, scan).reason, "none");
    equal(decide(statement, ["dynamodb:Query", TABLE]).reason, "allow");
  });

  it("denies everywhere but where NotResource says", () => {
    const statements = [allow("*"), { Effect: "Deny", Action: "*", NotResource: [`${TABLE}*`] }];
    equal(decide(statements, scan).reason, "allow");
    equal(decide(statements, ["dynamodb:Scan", `${TABLE.replace("c", "d")}`]).reason, "deny");
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  describe("of wildcards in resources", () => {
    const inBucket = (name: string) => {
      const resource = `arn:aws:s3:::amzn-s3-demo-bucket/${name}`;
      return decide(allow("s3:*", "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*"), [
        "s3:GetObject",
        resource,
      ]);
    };
    for (const name of [
      "1/test/object.jpg",
      "1/2/test/object.jpg",
      "1/2/test/3/object.jpg",
      "1/2/3/test/4/object.jpg",
      "1///test///object.jpg",
      "1/test/.jpg",
      "/test/object.jpg",
      "1/test/",
    ])
      it(`matches AWS's example ${name}`, () => equal(inBucket(name).reason, "allow"));
    for (const name of ["1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"])
      it(`does not match AWS's example ${name}`, () => equal(inBucket(name).reason, "none"));

    it("keeps them within a part of the ARN", () => {
      equal(decide(allow("*", "arn:aws:dyn*2:table/*"), scan).reason, "none");
      equal(decide(allow("*", "arn:aws:dynamodb:*-1:*:table/*"), scan).reason, "allow");
      equal(decide(allow("*", "arn:aws:dynamodb:us*2:*:table/*"), scan).reason, "none");
      equal(decide(allow("*", "arn:aws:dynamodb:us?east?1:*:table/*"), scan).reason, "allow");
      equal(decide(allow("*", "arn:aws:dynamodb:us-east-1?123456789012:*:*"), scan).reason, "none");
    });

    it("lets a * at the end of a part run on", () => {
      equal(decide(allow("*", "arn:aws:dynamodb:*"), scan).reason, "allow");
      equal(decide(allow("*", "arn:aws:dynamodb:*:*:*:table/connections"), scan).reason, "none");
      equal(decide(allow("*", "arn:aws:*:*:*:table/connections"), scan).reason, "allow");
    });
  });

  it("takes the template for a connection, as AWS does", () => {
    const on = (Resource: string) =>
      decide(allow("execute-api:ManageConnections", Resource), [
        "execute-api:ManageConnections",
        CONNECTIONS,
      ]).reason;
    const api = "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi";
    equal(on(`${api}/dev/POST/@connections/*`), "allow");
    equal(on(`${api}/*`), "allow");
    equal(on(`${api}/dev/POST/@connections`), "none");
    equal(on(`${api}/dev/POST/@connections/gbgBcu-0TQAYKEhFmA==`), "none");
    equal(on(`${api}/dev/GET/@connections/*`), "none");
    equal(on(`${api}/prod/POST/@connections/*`), "none");
  });

  describe("of policy variables", () => {
    const own = allow("*", "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}-*");
    const context = (team: string): { context: Values } => ({
      context: { "aws:principaltag/team": [team] },
    });

    it("puts the values of the request in", () => {
      equal(decide(own, ["dynamodb:Scan", `${TABLE}-a`], context("connections")).reason, "allow");
      equal(decide(own, ["dynamodb:Scan", `${TABLE}-a`], context("messages")).reason, "none");
    });

    it("takes wildcards in values for what they are", () => {
      equal(decide(own, ["dynamodb:Scan", `${TABLE}-a`], context("*")).reason, "none");
    });

    it("matches nothing without a value", () => {
      equal(decide(own, ["dynamodb:Scan", `${TABLE}-a`]).reason, "none");
      const nameless = TABLE.replace(/connections$/, "-a");
      equal(decide(own, ["dynamodb:Scan", nameless]).reason, "none");
    });

    it("follows values that change", () => {
      for (const [team, reason] of [
        ["connections", "allow"],
        ["other", "none"],
        ["connections", "allow"],
      ] as const)
        equal(decide(own, ["dynamodb:Scan", `${TABLE}-a`], context(team)).reason, reason);
    });
  });

  it("says whether another context could change the decision", () => {
    const conditioned = {
      ...allow("dynamodb:*"),
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    };
    equal(decide([conditioned, allow("*")], scan).dependsOnContext, true);
    equal(decide([conditioned, allow("*")], ["logs:PutLogEvents", "*"]).dependsOnContext, false);
  });
});
