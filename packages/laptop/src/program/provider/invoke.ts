import type { Surroundings } from "../project/surroundings";
import type { Properties } from "../resource";

/**
 * Answers a provider function such as `aws.getRegion()`.
 * @throws for a function that only AWS could answer.
 */
export function invokeFunction(
  token: string,
  args: Properties,
  surroundings: Surroundings,
): Properties {
  const answer = FUNCTIONS[token];
  if (!answer)
    throw new Error(`The function ${token} reads from AWS, which cannot be reached here.`);
  return answer(surroundings, args);
}

const FUNCTIONS: Record<string, (surroundings: Surroundings, args: Properties) => Properties> = {
  "aws:index/getCallerIdentity:getCallerIdentity": ({ accountId }) => ({
    id: accountId,
    accountId,
    arn: `arn:aws:iam::${accountId}:user/laptop`,
    userId: "laptop",
  }),
  "aws:index/getRegion:getRegion": ({ region }) => ({
    id: region,
    name: region,
    region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": (_, args) => {
    const json = JSON.stringify({ Version: "2012-10-17", Statement: statements(args.statements) });
    return { ...args, id: "policy", json, minifiedJson: json };
  },
};

interface StatementArgs {
  sid?: string;
  effect?: string;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

/** The statements of a policy document in IAM's own form. */
function statements(args: unknown): Properties[] {
  return ((args as StatementArgs[] | undefined) ?? []).map((statement) => ({
    ...(statement.sid && { Sid: statement.sid }),
    Effect: statement.effect ?? "Allow",
    ...(statement.principals && {
      Principal: Object.fromEntries(statement.principals.map((p) => [p.type, p.identifiers])),
    }),
    ...(statement.actions && { Action: statement.actions }),
    ...(statement.notActions && { NotAction: statement.notActions }),
    ...(statement.resources && { Resource: statement.resources }),
    ...(statement.notResources && { NotResource: statement.notResources }),
    ...(statement.conditions && { Condition: conditionsOf(statement.conditions) }),
  }));
}

function conditionsOf(conditions: NonNullable<StatementArgs["conditions"]>): Properties {
  const byTest: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of conditions) (byTest[test] ??= {})[variable] = values;
  return byTest;
}
