// Prints what access control costs: a decision, a verified signature, a guarded call. `npm run bench:iam`
import { realClock } from "pulumi-laptop/src/shared/clock";
import { createAccessControl } from "pulumi-laptop/src/iam/access/access-control";
import { CredentialIssuer } from "pulumi-laptop/src/iam/access/credentials";
import { evaluate } from "pulumi-laptop/src/iam/policy/evaluate";
import { isFault } from "pulumi-laptop/src/iam/access/faults";
import { parsePolicy } from "pulumi-laptop/src/iam/policy/policy";
import { sign } from "pulumi-laptop/src/iam/signature/sign";
import { verifySignature } from "pulumi-laptop/src/iam/signature/sigv4";
import { createJournal } from "pulumi-laptop/src/shared/journal";
import { functionOf, modelOf } from "pulumi-laptop/test/support/models";

const ROUNDS = 10_000;
const BATCHES = 9;
const ACCOUNT = "us-east-1:123456789012";
const TABLE = `arn:aws:dynamodb:${ACCOUNT}:table/connections`;
const TEMPLATE = `arn:aws:execute-api:${ACCOUNT}:x5dq2mb9qi/dev/POST/@connections/{connectionId}`;

const policy = {
  Version: "2012-10-17",
  Statement: [
    allow(
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      `arn:aws:logs:${ACCOUNT}:log-group:events:*`,
    ),
    allow(["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"], TABLE),
    allow(["execute-api:ManageConnections"], TEMPLATE.replace("{connectionId}", "*")),
  ],
};
const conditioned = {
  ...policy,
  Statement: [
    ...policy.Statement,
    {
      ...allow(
        ["execute-api:*"],
        "arn:aws:execute-api:*:*:${aws:PrincipalTag/api}/*/@connections/*",
      ),
      Condition: {
        StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ev*" },
        DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" },
      },
    },
  ],
};

const url = "/dev/@connections/gbgBcu-0TQAYKEhFmA%3D%3D";
const body = Buffer.from("Echo me: hello");
const issuer = new CredentialIssuer();
const lambda = functionOf("", { name: "events" });
const caller = issuer.issue(lambda.roleArn, lambda.name);
const unsigned = { host: "127.0.0.1:3000", "content-type": "application/octet-stream" };
const scope = { service: "execute-api", region: "us-east-1" };
const request = { method: "POST", url, headers: unsigned, body };

async function main(): Promise<void> {
  const signed = {
    ...request,
    headers: await sign(request, caller, { ...scope, nowMs: Date.now() }),
  };
  for (const [name, document] of Object.entries({ "": policy, ", conditioned": conditioned })) {
    const identity = parsePolicy(document, "policy", "identity");
    const values: Record<string, string[]> = {
      "aws:principalarn": [lambda.roleArn],
      "aws:currenttime": [new Date().toISOString()],
      "aws:principaltag/api": ["x5dq2mb9qi"],
    };
    const context = (key: string) => values[key];
    measure(`a decision, not remembered${name}`, () => {
      evaluate(
        { identity },
        { action: "execute-api:ManageConnections", resource: TEMPLATE, context },
      );
    });
  }
  measure("a signature verified", () => {
    const options = { ...scope, nowMs: Date.now() };
    const find = (accessKeyId: string) => issuer.find(accessKeyId);
    const isExpired = () => false;
    if (isFault(verifySignature(signed, { ...options, find, isExpired })))
      throw new Error("refused");
  });
  for (const [name, document] of Object.entries({ remembered: policy, conditioned })) {
    const access = accessWith(document);
    measure(`a call checked, the decision ${name}`, () => {
      const action = { action: "execute-api:ManageConnections", resource: TEMPLATE };
      if (access.check(signed, "execute-api", [action])) throw new Error("denied");
    });
  }
}

function accessWith(document: object) {
  const role = {
    logicalName: "events",
    name: "events",
    arn: lambda.roleArn,
    uniqueId: "AROAEXAMPLE",
    trustPolicy: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      },
    },
    policies: [{ name: "policy", document }],
    boundary: undefined,
    tags: { api: "x5dq2mb9qi" },
  };
  const model = modelOf({ functions: [lambda], roles: [role] });
  const journal = createJournal(realClock);
  return createAccessControl(model, { clock: realClock, journal, credentials: issuer });
}

function allow(Action: string[], Resource: string) {
  return { Effect: "Allow", Action, Resource };
}

/** Prints the median of the batches, in time of the processor: what else runs here does not count. */
function measure(what: string, work: () => void): void {
  const times = Array.from({ length: BATCHES + 1 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < ROUNDS; i++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / ROUNDS;
  });
  // The first batch warms up.
  const sorted = times.slice(1).sort((a, b) => a - b);
  const median = sorted[BATCHES >> 1]!;
  console.log(`${what.padEnd(44)}${median.toFixed(2).padStart(8)} µs`);
}

void main();
