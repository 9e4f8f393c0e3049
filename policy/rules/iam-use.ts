import { covers, documentsOf, readDocument } from "../properties/documents";
import { pathsOf } from "../properties/escalation-paths";
import { policiesOf, ROLE, ROLE_TYPES } from "../properties/roles";
import { label, undecided, violation, type Resource, type StackRule } from "../rule";
import { isUnknown } from "../properties/values";
import { allowsIn, servicesOf, wordsOf } from "./iam-roles";

const STAGE = "aws:apigatewayv2/stage:Stage";
const ALWAYS = { lenient: "mandatory", strict: "mandatory" } as const;

export const noCombinedEscalation: StackRule = {
  name: "iam-no-combined-escalation",
  description: "A role's policies together do not let it extend its own permissions.",
  severity: "critical",
  level: ALWAYS,
  remediation: "Keep these actions for the role that deploys.",
  url: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
  equals: ["CKV_AWS_286"],
  types: ROLE_TYPES,
  *checkStack(resources) {
    for (const role of resources.filter(({ type }) => type === ROLE)) {
      const { documents, waitsFor } = policiesOf(role, resources);
      yield* waitsFor;
      const allowing = documents.map((d) => d.statements.filter(({ effect }) => effect !== "Deny"));
      const together = allowing.flat();
      const [first, ...others] = pathsOf((action) => allowsIn(together, action)).filter(
        (path) => !allowing.some((one) => path.every((action) => allowsIn(one, action))),
      );
      if (first)
        yield violation(
          role,
          `has policies that together escalate by ${wordsOf(first, others.length)}.`,
        );
    }
  },
};

/** Where a resource names a role, and the service that assumes it. */
const USES = [
  { type: "aws:lambda/function:Function", property: "role", service: "lambda.amazonaws.com" },
  {
    type: "aws:apigateway/account:Account",
    property: "cloudwatchRoleArn",
    service: "apigateway.amazonaws.com",
  },
  {
    type: "aws:apigatewayv2/integration:Integration",
    property: "credentialsArn",
    service: "apigateway.amazonaws.com",
  },
  {
    type: "aws:apigatewayv2/authorizer:Authorizer",
    property: "authorizerCredentialsArn",
    service: "apigateway.amazonaws.com",
  },
];

export const trustNeededService: StackRule = {
  name: "iam-trust-needed-service",
  description: "A role trusts the service that uses it in this program, and no other.",
  severity: "medium",
  level: ALWAYS,
  remediation: "Trust that service, or give it a role of its own.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  equals: [],
  types: [ROLE, ...new Set(USES.map(({ type }) => type))],
  *checkStack(resources) {
    const uses = resources.flatMap((resource) =>
      USES.filter(({ type }) => type === resource.type)
        .map(({ property, service }) => ({ resource, arn: resource.props[property], service }))
        .filter(({ arn }) => arn !== undefined),
    );
    for (const role of resources.filter(({ type }) => type === ROLE)) {
      const trusted = readDocument(role.props.assumeRolePolicy, "assumeRolePolicy")
        .flatMap(({ statements }) => statements)
        .flatMap(servicesOf);
      const { arn } = role.props;
      for (const { resource, service } of uses.filter((use) => use.arn === arn)) {
        // In a preview all ARNs are unknown and so equal. Only a role that would break the rule stays undecided.
        if (trusted.includes(service)) continue;
        if (isUnknown(arn)) yield undecided(role, "arn");
        else
          yield violation(
            role,
            `is used by ${label(resource)} but trusts ${wordsOfServices(trusted)}, not ${service}.`,
          );
      }
    }
  },
};

export const manageConnectionsOwnApi: StackRule = {
  name: "iam-manage-connections-own-api",
  description: "A policy manages only the connections of a stage in this program.",
  severity: "medium",
  level: { lenient: "advisory", strict: "mandatory" },
  remediation: "Build the ARN from the stage's executionArn.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html",
  equals: [],
  types: [...ROLE_TYPES, STAGE],
  *checkStack(resources) {
    const stages = resources.filter(({ type }) => type === STAGE);
    const arns = stages.map(({ props }) => String(props.executionArn));
    for (const resource of resources.filter(({ type }) => type !== STAGE)) {
      for (const { path, actions, resources: patterns } of connectionStatementsOf(resource)) {
        if (!actions.some((action) => covers(action, "execute-api:ManageConnections"))) continue;
        for (const pattern of patterns) {
          if (arns.some((arn) => pattern.startsWith(`${arn}/`))) continue;
          const unknown = stages.filter(({ props }) => isUnknown(props.executionArn));
          if (isUnknown(pattern)) yield undecided(resource, `${path}.Resource`);
          else if (unknown.length > 0)
            yield* unknown.map((stage) => undecided(stage, "executionArn"));
          else
            yield violation(
              resource,
              `allows ManageConnections on "${pattern}", no stage of this program.`,
            );
        }
      }
    }
  },
};

export const roleUseRules = [noCombinedEscalation, trustNeededService, manageConnectionsOwnApi];

function connectionStatementsOf(resource: Resource) {
  return documentsOf(resource)
    .flatMap(({ statements }) => statements)
    .filter(
      ({ effect, actions }) => effect !== "Deny" && actions.some((a) => /^execute-api:/i.test(a)),
    );
}

function wordsOfServices(services: string[]): string {
  return services.length > 0 ? services.join(", ") : "no service";
}
