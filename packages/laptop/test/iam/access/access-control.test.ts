import { deepEqual, equal, throws } from "node:assert/strict";
import { createAccessControl } from "../../../src/iam/access/access-control";
import type { Action } from "../../../src/iam/access/access";
import { CredentialIssuer, type Credentials } from "../../../src/iam/access/credentials";
import { sign } from "../../../src/iam/signature/sign";
import type { Model } from "../../../src/model/model";
import { FakeClock } from "../../support/fake-clock";
import { apiOf } from "../../support/models";
import { recordJournal } from "../../support/recorder";
import {
  allow,
  deny,
  functionWith,
  policyOf,
  programOf,
  roleOf,
  TABLE_ARN,
} from "../../support/roles";

const CALLER = "arn:aws:sts::123456789012:assumed-role/events-role-1/events";
const CONNECTIONS =
  "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi/dev/POST/@connections/{connectionId}";
const scan: Action = { action: "dynamodb:Scan", resource: TABLE_ARN };
const post: Action = { action: "execute-api:ManageConnections", resource: CONNECTIONS };

describe("Access control", () => {
  it("lets through what the role allows", async () => {
    const { ask, entries } = start(programOf(roleOf([allow("dynamodb:Scan", TABLE_ARN)])));
    equal(await ask(scan), undefined);
    equal(entries("deny").length, 0);
  });

  it("answers a denial as DynamoDB does, and tells the developer what to add", async () => {
    const { ask, entries } = start(programOf(roleOf([allow("dynamodb:Query", TABLE_ARN)])));
    deepEqual(await ask(scan), {
      status: 400,
      type: "AccessDeniedException",
      message: `User: ${CALLER} is not authorized to perform: dynamodb:Scan on resource: ${TABLE_ARN} because no identity-based policy allows the dynamodb:Scan action`,
    });
    deepEqual(entries("deny"), [
      {
        message: `Role "events-role" may not dynamodb:Scan on table "connections": no statement allows it.`,
        role: "events-role",
        action: "dynamodb:Scan",
        resource: TABLE_ARN,
        statement: { Effect: "Allow", Action: ["dynamodb:Scan"], Resource: TABLE_ARN },
      },
    ]);
  });

  it("answers a denial as API Gateway does, which hides the account", async () => {
    const { ask, entries } = start(programOf(roleOf([]), { apis: [apiOf([])] }));
    deepEqual(await ask(post, "execute-api"), {
      status: 403,
      type: "AccessDeniedException",
      message: `User: ${CALLER} is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:us-east-1:********9012:x5dq2mb9qi/dev/POST/@connections/{connectionId} because no identity-based policy allows the execute-api:ManageConnections action`,
    });
    const [{ message, statement } = {}] = entries("deny");
    equal(
      message,
      `Role "events-role" may not execute-api:ManageConnections on "dev/POST/@connections/{connectionId}" of API "websockets": no statement allows it.`,
    );
    deepEqual(statement, {
      Effect: "Allow",
      Action: ["execute-api:ManageConnections"],
      Resource: CONNECTIONS.replace("{connectionId}", "*"),
    });
  });

  it("names the policy of an explicit deny, against which nothing can be added", async () => {
    const { ask, entries } = start(programOf(roleOf([allow("*"), deny("dynamodb:*")])));
    equal(
      (await ask(scan))?.message,
      `User: ${CALLER} is not authorized to perform: dynamodb:Scan on resource: ${TABLE_ARN} with an explicit deny in an identity-based policy`,
    );
    const [entry] = entries("deny");
    equal(
      entry?.message,
      `Role "events-role" may not dynamodb:Scan on table "connections": an explicit deny forbids it (policy "events-policy", statement 2).`,
    );
    equal(entry?.statement, undefined);
    deepEqual(entry?.deniedBy, {
      policy: "events-policy",
      number: 2,
      Effect: "Deny",
      Action: ["dynamodb:*"],
      Resource: ["*"],
    });
  });

  it("names the permissions boundary", async () => {
    const boundary = { name: "limit", document: policyOf(allow("logs:*")) };
    const { ask, entries } = start(programOf(roleOf([allow("*")], { boundary })));
    equal(
      (await ask(scan))?.message,
      `User: ${CALLER} is not authorized to perform: dynamodb:Scan on resource: ${TABLE_ARN} because no permissions boundary allows the dynamodb:Scan action`,
    );
    deepEqual(entries("deny"), [
      {
        message: `Role "events-role" may not dynamodb:Scan on table "connections": the permissions boundary "limit" does not allow it.`,
        role: "events-role",
        action: "dynamodb:Scan",
        resource: TABLE_ARN,
        boundaryStatement: { Effect: "Allow", Action: ["dynamodb:Scan"], Resource: TABLE_ARN },
      },
    ]);
  });

  it("tells of a denial once, and of another one too", async () => {
    const { ask, entries } = start(programOf(roleOf([])));
    for (let i = 0; i < 100; i++) await ask(scan);
    await ask({ action: "dynamodb:Query", resource: TABLE_ARN });
    await ask({ action: "dynamodb:Query", resource: `${TABLE_ARN}/index/byUser` });
    deepEqual(
      entries("deny").map(({ message }) => message),
      [
        `Role "events-role" may not dynamodb:Scan on table "connections": no statement allows it.`,
        `Role "events-role" may not dynamodb:Query on table "connections": no statement allows it.`,
        `Role "events-role" may not dynamodb:Query on index "byUser" of table "connections": no statement allows it.`,
      ],
    );
  });

  it("denies a request of which one action is denied", async () => {
    const { ask } = start(programOf(roleOf([allow("dynamodb:Scan")])));
    equal((await ask([scan, { action: "dynamodb:GetItem", resource: TABLE_ARN }]))?.status, 400);
  });

  it("refuses a wrong signature before it asks the role, and tells of it once", async () => {
    const { access, credentials, signed, entries } = start(programOf(roleOf([allow("*")])));
    const request = { ...(await signed(credentials, "dynamodb")), body: Buffer.from("other") };
    for (let i = 0; i < 3; i++)
      equal(access.check(request, "dynamodb", [scan])?.type, "InvalidSignatureException");
    deepEqual(entries("refuse"), [
      {
        message:
          "A call to dynamodb was refused: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        type: "InvalidSignatureException",
      },
    ]);
  });

  it("lets the developer's own tools do everything", async () => {
    const { access, issuer, signed } = start(programOf(roleOf([])));
    const developer = issuer.issueAdministrator();
    equal(access.check(await signed(developer, "dynamodb"), "dynamodb", [scan]), undefined);
    const stranger = { ...developer, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    equal(
      access.check(await signed(stranger, "dynamodb"), "dynamodb", [scan])?.type,
      "UnrecognizedClientException",
    );
  });

  it("puts the caller into conditions and variables", async () => {
    const Condition = {
      StringEquals: { "aws:PrincipalTag/Team": "chat", "aws:PrincipalAccount": "123456789012" },
      ArnLike: {
        "aws:PrincipalArn": "arn:aws:iam::*:role/events-*",
        "lambda:SourceFunctionArn": "arn:aws:lambda:*:*:function:events",
      },
      StringLike: { "aws:userid": "AROAEXAMPLE:events" },
      Bool: { "aws:SecureTransport": "true" },
      DateLessThan: { "aws:CurrentTime": "2026-09-25T00:00:01Z" },
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] },
    };
    const own = { ...allow("dynamodb:*"), Condition };
    const { ask, clock } = start(programOf(roleOf([own], { tags: { Team: "chat" } })));
    const about = (key: string) => ({
      ...scan,
      context: () => ({ "dynamodb:LeadingKeys": [key] }),
    });
    equal(await ask(about("a")), undefined);
    equal((await ask(about("b")))?.type, "AccessDeniedException");
    clock.advance(1000);
    equal((await ask(about("a")))?.type, "AccessDeniedException");
  });

  it("takes over a changed program, and keeps what holds if it cannot", async () => {
    const { access, ask } = start(programOf(roleOf([])));
    equal((await ask(scan))?.status, 400);
    throws(() => access.update(programOf(roleOf([{ ...allow("*"), Effect: "Maybe" }]))), {
      message: `Policy "events-policy" statement 1: Effect is "Maybe". It must be "Allow" or "Deny".`,
    });
    equal((await ask(scan))?.status, 400);
    access.update(programOf(roleOf([allow("dynamodb:Scan")])));
    equal(await ask(scan), undefined);
    access.update(programOf(roleOf([], { arn: "arn:aws:iam::123456789012:role/other" })));
    equal((await ask(scan))?.type, "UnrecognizedClientException");
  });

  it("refuses a function without a role of the program", async () => {
    const role = roleOf([]);
    throws(() => start(programOf(role, { roles: [] })), {
      message: `Function "events" has the role "${role.arn}", which is not a role of this program, so its permissions are not known. Declare it as an aws.iam.Role.`,
    });
  });

  it("refuses a role that Lambda cannot assume", async () => {
    const untrusted = (trustPolicy: object) => () => start(programOf(roleOf([], { trustPolicy })));
    const message = `Role "events-role" cannot be assumed by Lambda, so function "events" cannot run with it. Allow sts:AssumeRole to { "Service": "lambda.amazonaws.com" } in the role's assumeRolePolicy.`;
    const statement = { Effect: "Allow", Action: "sts:AssumeRole" };
    const Service = "lambda.amazonaws.com";
    for (const [Principal, Condition] of [
      [{ Service: "apigateway.amazonaws.com" }],
      [{ AWS: "*" }],
      [{ Service }, { StringEquals: { "aws:SourceAccount": "210987654321" } }],
    ])
      throws(untrusted(policyOf({ ...statement, Principal, ...(Condition && { Condition }) })), {
        message,
      });
    throws(
      untrusted(policyOf({ ...statement, Action: "sts:TagSession", Principal: { Service } })),
      { message },
    );
    const Condition = { StringEquals: { "aws:SourceAccount": "123456789012" } };
    start(
      programOf(
        roleOf([], { trustPolicy: policyOf({ ...statement, Principal: { Service }, Condition }) }),
      ),
    );
  });

  it("names the function of the caller where two share a role", async () => {
    const role = roleOf([]);
    const functions = [functionWith(role, { name: "one" }), functionWith(role, { name: "two" })];
    const { access, issuer, signed } = start(programOf(role, { functions }));
    const denial = access.check(
      await signed(issuer.issue(role.arn, "two"), "dynamodb"),
      "dynamodb",
      [scan],
    );
    equal(
      denial?.message.split(" ")[1],
      "arn:aws:sts::123456789012:assumed-role/events-role-1/two",
    );
  });

  it("puts the function of the caller into conditions where two share a role", async () => {
    const functions = ["one", "two"].map((name) => functionWith(roleOf([]), { name }));
    const arn = functions[1]!.arn;
    const condition = { ArnEquals: { "lambda:SourceFunctionArn": arn } };
    const role = roleOf([{ ...allow("dynamodb:Scan"), Condition: condition }]);
    const { access, issuer, signed } = start(programOf(role, { functions }));
    const askAs = async (name: string) =>
      access.check(await signed(issuer.issue(role.arn, name), "dynamodb"), "dynamodb", [scan]);
    equal((await askAs("one"))?.type, "AccessDeniedException");
    equal(await askAs("two"), undefined);
  });

  it("counts how often each part of a statement allowed something, and tells of the first time", async () => {
    const role = roleOf([allow(["dynamodb:Scan", "dynamodb:GetItem"], TABLE_ARN)]);
    const { access, ask, entries } = start(programOf(role));
    for (let i = 0; i < 3; i++) await ask(scan);
    const [{ actions, resources } = {}] = access.usage();
    deepEqual(actions, { "dynamodb:Scan": 3, "dynamodb:GetItem": 0 });
    deepEqual(resources, { [TABLE_ARN]: 3 });
    equal(entries("use").length, 1);
  });
});

/** Access control for a program, asked with signed requests of its first role. */
function start(model: Model) {
  const clock = new FakeClock();
  const issuer = new CredentialIssuer(clock);
  const recorder = recordJournal(clock);
  const callerTime = () => clock.now();
  const deps = { clock, journal: recorder.journal, credentials: issuer, callerTime };
  const access = createAccessControl(model, deps);
  const credentials = issuer.issue(`arn:aws:iam::123456789012:role/events-role-1`);
  const signed = async (by: Credentials, service: string) => {
    const request = {
      method: "POST",
      url: "/",
      headers: { host: "localhost" },
      body: Buffer.alloc(0),
    };
    const scope = { service, region: "us-east-1", nowMs: clock.now() };
    return { ...request, headers: await sign(request, by, scope) };
  };
  return {
    access,
    clock,
    issuer,
    credentials,
    signed,
    ask: async (actions: Action | Action[], service = "dynamodb") =>
      access.check(await signed(credentials, service), service, [actions].flat()),
    /** Without what every entry has. */
    entries: (event: string): Record<string, unknown>[] =>
      recorder.all(`iam.${event}`).map(({ time: _, service: __, event: ___, ...fields }) => fields),
  };
}
