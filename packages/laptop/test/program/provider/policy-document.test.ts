import { deepEqual, equal, throws } from "node:assert/strict";
import { policyDocument } from "../../../src/program/provider/policy-document";
import type { Properties } from "../../../src/program/resource";

const documentOf = (args: Properties): unknown => JSON.parse(String(policyDocument(args).json));
const statementsOf = (args: Properties) => (documentOf(args) as { Statement: unknown }).Statement;
const one = (statement: Properties) => (statementsOf({ statements: [statement] }) as unknown[])[0];
const source = (...statements: Properties[]) => policyDocument({ statements }).json;

// The provider's own tests hold each of these facts:
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_document_data_source_test.go
describe("aws.iam.getPolicyDocument", () => {
  it("writes a document of today's version, its ID, and elements in a fixed order", () => {
    equal(
      policyDocument({
        policyId: "rooms",
        statements: [
          { resources: ["arn:aws:s3:::rooms"], actions: ["s3:ListBucket"], sid: "List" },
        ],
      }).json,
      `{
  "Version": "2012-10-17",
  "Id": "rooms",
  "Statement": [
    {
      "Sid": "List",
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::rooms"
    }
  ]
}`,
    );
    equal(policyDocument({}).minifiedJson, '{"Version":"2012-10-17"}');
  });

  it("writes lists backwards, a list of one as its value, and nothing for an empty one", () => {
    deepEqual(
      one({ effect: "Deny", notActions: ["a:A", "b:B", "a:A"], notResources: ["*"], actions: [] }),
      { Effect: "Deny", NotAction: ["b:B", "a:A"], NotResource: "*" },
    );
  });

  it("replaces &{ by ${ in resources, principals and conditions, which 2008-10-17 refuses", () => {
    const variable = "home/&{aws:username}/";
    const statement = {
      actions: ["s3:*"],
      resources: [variable],
      notPrincipals: [{ type: "AWS", identifiers: [variable] }],
      conditions: [{ test: "StringLike", variable: "s3:prefix", values: ["home/", "", variable] }],
    };
    deepEqual(one(statement), {
      Effect: "Allow",
      Action: "s3:*",
      Resource: "home/${aws:username}/",
      NotPrincipal: { AWS: "home/${aws:username}/" },
      Condition: { StringLike: { "s3:prefix": ["home/", "", "home/${aws:username}/"] } },
    });
    for (const name of ["resources", "notPrincipals", "conditions"] as const)
      throws(
        () => policyDocument({ version: "2008-10-17", statements: [{ [name]: statement[name] }] }),
        {
          message: `found &{ sequence in (${variable}), which is not supported in document version 2008-10-17`,
        },
      );
  });

  // https://github.com/hashicorp/terraform-provider-aws/issues/10777
  it("keeps every identifier of principals of one type", () => {
    const accounts = (...identifiers: string[]) => ({ type: "AWS", identifiers });
    deepEqual(one({ principals: [accounts("111"), accounts("222", "333"), accounts("444")] }), {
      Effect: "Allow",
      Principal: { AWS: ["111", "333", "222", "444"] },
    });
    deepEqual(
      one({ principals: [accounts("111"), { type: "Service", identifiers: ["b.com", "a.com"] }] }),
      { Effect: "Allow", Principal: { AWS: "111", Service: ["b.com", "a.com"] } },
    );
  });

  it('writes "*" for the principal of that type only', () => {
    deepEqual(one({ principals: [{ type: "*", identifiers: ["*"] }] }), {
      Effect: "Allow",
      Principal: "*",
    });
    deepEqual(one({ principals: [{ type: "AWS", identifiers: ["*"] }] }), {
      Effect: "Allow",
      Principal: { AWS: "*" },
    });
  });

  // https://github.com/hashicorp/terraform-provider-aws/pull/12055
  it("keeps every value of conditions with one test and variable", () => {
    const tag = (...values: string[]) => {
      return { test: "StringEquals", variable: "aws:PrincipalTag/a", values };
    };
    const other = { test: "Bool", variable: "aws:SecureTransport", values: ["true"] };
    deepEqual(one({ conditions: [tag("2", "1"), other, tag("3")] }), {
      Effect: "Allow",
      Condition: {
        Bool: { "aws:SecureTransport": "true" },
        StringEquals: { "aws:PrincipalTag/a": ["2", "1", "3"] },
      },
    });
  });

  it("puts source documents before its own statements, and overrides after them", () => {
    const read = { sid: "Read", actions: ["a:Get"] };
    deepEqual(
      statementsOf({
        sourcePolicyDocuments: [source(read, { actions: ["a:List"] }), source({ sid: "Tag" })],
        statements: [{ sid: "Write", actions: ["a:Put"] }],
        overridePolicyDocuments: [source({ actions: ["a:Delete"] })],
      }),
      [
        { Sid: "Read", Effect: "Allow", Action: "a:Get" },
        { Effect: "Allow", Action: "a:List" },
        { Sid: "Tag", Effect: "Allow" },
        { Sid: "Write", Effect: "Allow", Action: "a:Put" },
        { Effect: "Allow", Action: "a:Delete" },
      ],
    );
  });

  it("replaces a statement by a later one with its Sid, where it stands", () => {
    const statement = (sid: string, action: string) => ({ sid, actions: [action] });
    deepEqual(
      statementsOf({
        sourcePolicyDocuments: [source(statement("One", "a:1"), statement("Two", "a:2"))],
        statements: [statement("One", "b:1")],
        overridePolicyDocuments: [source(statement("Two", "c:2"))],
      }),
      [
        { Sid: "One", Effect: "Allow", Action: "b:1" },
        { Sid: "Two", Effect: "Allow", Action: "c:2" },
      ],
    );
  });

  it("takes the ID of the last document that has one, and the newest version", () => {
    const old = JSON.stringify({ Version: "2008-10-17", Id: "old", Statement: [] });
    deepEqual(documentOf({ sourcePolicyDocuments: [old] }), { Version: "2012-10-17", Id: "old" });
    deepEqual(documentOf({ policyId: "new", sourcePolicyDocuments: [old] }), {
      Version: "2012-10-17",
      Id: "new",
    });
  });

  it("refuses a Sid twice among its own statements or among source documents", () => {
    throws(
      () => policyDocument({ statements: [{ sid: "1" }, { sid: "1" }] }),
      /duplicate Sid \(1\)/,
    );
    throws(
      () => policyDocument({ sourcePolicyDocuments: [source({ sid: "1" }), source({ sid: "1" })] }),
      /duplicate Sid \(1\) in source_policy_documents/,
    );
    equal((statementsOf({ statements: [{ sid: "" }, { sid: "" }] }) as unknown[]).length, 2);
  });
});
