import type { LambdaFunction, Model, PolicySource, Role, Table } from "../../src/model/model";
import { functionOf, modelOf, tableOf } from "./models";

export const ACCOUNT = "123456789012";
export const TABLE_ARN = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/connections-1`;

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: object;
}

export function allow(Action: string | string[], Resource: string | string[] = "*"): Statement {
  return { Effect: "Allow", Action, Resource };
}

export function deny(Action: string | string[], Resource: string | string[] = "*"): Statement {
  return { Effect: "Deny", Action, Resource };
}

export function policyOf(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

/** Who may assume a role of a function. */
export const TRUST = policyOf({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
});

/** The role "events-role" with one policy, "events-policy", of the given statements. */
export function roleOf(statements: object[], parts: Partial<Role> = {}): Role {
  const policies: PolicySource[] = [{ name: "events-policy", document: policyOf(...statements) }];
  return {
    logicalName: "events-role",
    name: "events-role-1",
    arn: `arn:aws:iam::${ACCOUNT}:role/events-role-1`,
    uniqueId: "AROAEXAMPLE",
    trustPolicy: TRUST,
    policies,
    boundary: undefined,
    tags: {},
    ...parts,
  };
}

export function functionWith(role: Role, parts: Partial<LambdaFunction> = {}): LambdaFunction {
  return functionOf("", { name: "events", roleArn: role.arn, ...parts });
}

/** The table "connections", named as Pulumi would. */
export const connections: Table = {
  ...tableOf("connections-1"),
  logicalName: "connections",
};

/** A program with one function, its role and a table. */
export function programOf(role: Role, parts: Partial<Model> = {}): Model {
  return modelOf({
    functions: [functionWith(role)],
    roles: [role],
    tables: [connections],
    logGroups: ["/aws/lambda/events"],
    ...parts,
  });
}
