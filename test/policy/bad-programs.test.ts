import { deepEqual } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { evaluated, testProgram } from "../support/evaluated";
import { findingsOf } from "../support/policies";

/** What each bad program is caught by: the rule and the resources. */
const CAUGHT: Record<string, Record<string, string[]>> = {
  "bad-iam": {
    "iam-no-wildcard-action": ["any-action", "everything"],
    "iam-no-wildcard-resource": ["any-role", "any-table", "everything"],
    "iam-no-inverted-allow": ["all-but-delete"],
    "iam-pass-role-bounded": ["any-role", "any-role"],
    "iam-manage-connections-scoped": ["any-connection"],
    "iam-no-privilege-escalation": ["any-role", "everything"],
    "iam-trust-one-service": ["trusts-any-schedule", "trusts-everyone"],
    "iam-manage-connections-own-api": ["any-connection"],
    "lambda-no-create-log-group": ["log-groups"],
  },
  "bad-callback-function": {
    "iam-no-full-access-policy": [
      "greeter-019020e7",
      "greeter-4aaabb8e",
      "greeter-74d12784",
      "greeter-7cd09230",
      "greeter-a1de8170",
      "greeter-b5aeb6b6",
      "greeter-d32a66fa",
      "greeter-e1a3786d",
    ],
    "lambda-own-log-group": ["greeter"],
  },
  "bad-lambda": {
    "iam-trust-needed-service": ["role", "role"],
    "lambda-no-secret-in-code": ["slow"],
    "lambda-permission-source": ["any-api"],
    "lambda-runtime-current": ["slow"],
    "lambda-explicit-size": ["careless", "careless"],
    "lambda-no-secret-in-environment": ["slow"],
    "lambda-tracing": ["slow"],
    "lambda-own-role": ["slow"],
    "lambda-timeout-behind-route": ["slow"],
    "lambda-own-log-group": ["careless", "slow"],
    "lambda-failure-destination": ["careless"],
    "lambda-permission-own-api": ["other-api"],
  },
  "bad-apigateway": {
    "apigateway-throttling-not-zero": ["refusing", "refusing"],
    "apigateway-domain-tls": ["domain"],
    "apigateway-throttling": ["bare"],
    "apigateway-access-logs": ["bare"],
    "apigateway-access-logs-json": ["refusing"],
    "apigateway-connect-authorization": ["$connect"],
  },
  "bad-storage": {
    "dynamodb-ttl": ["connections"],
    "dynamodb-encryption": ["connections"],
    "dynamodb-point-in-time-recovery": ["connections"],
    "dynamodb-deletion-protection": ["connections"],
    "logs-retention": ["log"],
    "logs-encryption": ["log"],
    "stack-tags": ["log", "connections"],
  },
};

describe("A bad program", () => {
  it("is each of the folders", () => {
    const folders = readdirSync(testProgram(".")).filter((name) => name.startsWith("bad-"));
    deepEqual(folders.sort(), Object.keys(CAUGHT).sort());
  });

  for (const [name, caught] of Object.entries(CAUGHT)) {
    it(`${name} is caught by exactly these rules`, async () => {
      deepEqual(await caughtIn(name), caught);
    });
  }
});

async function caughtIn(name: string): Promise<Record<string, string[]>> {
  const findings = await findingsOf(await evaluated({ program: testProgram(name) }));
  const caught: Record<string, string[]> = {};
  for (const { rule, urn } of findings) (caught[rule] ??= []).push(urn.split("::").pop()!);
  return caught;
}
