import { covers, POLICY_TYPES, whatIsAllowed } from "../properties/documents";
import { ATTACHMENT, ROLE } from "../properties/roles";
import { undecided, violation, type ResourceRule, type StackRule } from "../rule";
import { isUnknown, listOf } from "../properties/values";

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";
const ALWAYS = { lenient: "mandatory", strict: "mandatory" } as const;
const PERMISSION = "aws:lambda/permission:Permission";
const API = "aws:apigatewayv2/api:Api";

export const permissionSource: ResourceRule = {
  name: "lambda-permission-source",
  description: "Only a named source of a named service may invoke a function.",
  severity: "high",
  level: ALWAYS,
  remediation: "Set principal to the service and sourceArn to `${stage.executionArn}/*`.",
  url: `${GUIDE}/permissions-function-services.html`,
  equals: [
    "CKV_AWS_301",
    "CKV_AWS_364",
    "AWS-0067",
    "Lambda.1",
    "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED",
  ],
  types: [PERMISSION],
  *check(resource) {
    const { principal, action, sourceArn, sourceAccount } = resource.props;
    if (principal === "*") yield violation(resource, "lets everyone invoke the function.");
    if (typeof action === "string" && /[*?]/.test(action))
      yield violation(resource, `allows the action "${action}".`);
    if (isUnknown(principal)) {
      yield undecided(resource, "principal");
      return;
    }
    if (!/\.amazonaws\.com$/.test(String(principal))) return;
    if (isUnknown(sourceArn)) yield undecided(resource, "sourceArn");
    else if (sourceArn === undefined && (isApiGateway(principal) || sourceAccount === undefined))
      yield violation(resource, `lets ${String(principal)} invoke the function for anyone.`);
    else if (typeof sourceArn === "string" && leavesApiOpen(sourceArn))
      yield violation(resource, `lets any API invoke the function: sourceArn is "${sourceArn}".`);
  },
};

export const permissionOwnApi: StackRule = {
  name: "lambda-permission-own-api",
  description: "API Gateway invokes a function only for an API that this program declares.",
  severity: "medium",
  level: { lenient: "advisory", strict: "mandatory" },
  remediation: "Set sourceArn to `${stage.executionArn}/*`.",
  url: `${GUIDE}/permissions-function-services.html`,
  equals: ["CKV_AWS_364", "AWS-0067"],
  types: [PERMISSION, API, "aws:apigateway/restApi:RestApi"],
  *checkStack(resources) {
    const permissions = resources.filter(({ type }) => type === PERMISSION);
    const apis = resources.filter(({ type }) => type !== PERMISSION);
    const arns = apis.map(({ props }) => String(props.executionArn));
    for (const resource of permissions) {
      const { principal, sourceArn } = resource.props;
      if (!isApiGateway(principal) || typeof sourceArn !== "string") continue;
      if (arns.some((arn) => sourceArn.startsWith(`${arn}/`))) continue;
      const unknown = apis.filter(({ props }) => isUnknown(props.executionArn));
      if (isUnknown(sourceArn)) yield undecided(resource, "sourceArn");
      else if (unknown.length > 0) yield* unknown.map((api) => undecided(api, "executionArn"));
      else yield violation(resource, `names "${sourceArn}", no API of this program.`);
    }
  },
};

/** AWS managed policies that allow logs:CreateLogGroup on everything. */
const CREATING_LOG_GROUPS =
  /^arn:[^:]+:iam::aws:policy\/service-role\/AWSLambda(Basic|VPCAccess|SQSQueue|Kinesis|DynamoDB|MSK)ExecutionRole$/;

export const noCreateLogGroup: ResourceRule = {
  name: "lambda-no-create-log-group",
  description:
    "A role cannot create log groups. Those that Lambda creates never expire and have no key of yours.",
  severity: "low",
  level: { lenient: "advisory", strict: "mandatory" },
  remediation: "Declare an aws.cloudwatch.LogGroup and allow only writing to it.",
  url: `${GUIDE}/monitoring-cloudwatchlogs-loggroups.html`,
  equals: [],
  types: [...POLICY_TYPES, ATTACHMENT],
  *check(resource) {
    const { policyArn, managedPolicyArns } = resource.props;
    if (resource.type === ROLE || resource.type === ATTACHMENT) {
      for (const arn of [...listOf(policyArn), ...listOf(managedPolicyArns)]) {
        if (isUnknown(arn))
          yield undecided(resource, policyArn ? "policyArn" : "managedPolicyArns");
        else if (CREATING_LOG_GROUPS.test(arn))
          yield violation(resource, `attaches "${arn}", which allows logs:CreateLogGroup.`);
      }
    }
    if (resource.type !== ATTACHMENT) yield* allowingCreation(resource);
  },
};

const allowingCreation = whatIsAllowed(function* ({ path, actions }, resource) {
  if (actions.some(isUnknown)) yield undecided(resource, `${path}.Action`);
  // Another rule reports "*".
  if (actions.some((action) => /^logs:/i.test(action) && covers(action, "logs:CreateLogGroup")))
    yield violation(resource, "allows logs:CreateLogGroup.");
});

export const permissionRules = [permissionSource, permissionOwnApi, noCreateLogGroup];

function isApiGateway(principal: unknown): boolean {
  return principal === "apigateway.amazonaws.com";
}

/** Whether an ARN of API Gateway leaves the region, the account or the API open. */
function leavesApiOpen(arn: string): boolean {
  const [, , service = "", region = "", account = "", id = ""] = arn.split(":");
  return service === "execute-api" && /[*?]/.test(region + account + id.split("/")[0]);
}
