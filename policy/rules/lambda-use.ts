import { covers } from "../properties/documents";
import { FUNCTION, isOf, settingsOf } from "../properties/functions";
import { policiesOf, ROLE, ROLE_TYPES, roleOf } from "../properties/roles";
import { undecided, violation, type Resource, type StackRule } from "../rule";
import { isUnknown, textOf } from "../properties/values";

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;

const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const PERMISSION = "aws:lambda/permission:Permission";
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

export const ownRole: StackRule = {
  name: "lambda-own-role",
  description:
    "Every function has a role of its own. A shared role gives each the other's permissions.",
  severity: "medium",
  level: STRICT_ONLY,
  remediation: "Give each function its own role.",
  url: `${GUIDE}/lambda-intro-execution-role.html`,
  equals: [],
  types: [FUNCTION],
  *checkStack(functions) {
    for (const [index, resource] of functions.entries()) {
      const other = functions
        .slice(0, index)
        .find(({ props }) => props.role === resource.props.role);
      if (!other) continue;
      if (isUnknown(resource.props.role)) yield undecided(resource, "role");
      else yield violation(resource, `shares its role with Function "${other.name}".`);
    }
  },
};

/** API Gateway gives up after 29 s. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_TIMEOUT_SECONDS = 29;

export const timeoutBehindRoute: StackRule = {
  name: "lambda-timeout-behind-route",
  description: `A function behind a route ends before API Gateway gives up, after ${MAX_TIMEOUT_SECONDS} s.`,
  severity: "medium",
  level: STRICT_ONLY,
  remediation: `Set timeout to ${MAX_TIMEOUT_SECONDS} s or less, or hand long work to another function.`,
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
  equals: [],
  types: [FUNCTION, INTEGRATION],
  *checkStack(resources) {
    const integrations = ofType(resources, INTEGRATION);
    const unknown = integrations.filter(({ props }) => isUnknown(props.integrationUri));
    for (const resource of ofType(resources, FUNCTION)) {
      const { timeout } = resource.props;
      const isBehind = integrations.some(({ props }) => isOf(props.integrationUri, resource));
      if (isUnknown(timeout) && (isBehind || unknown.length > 0))
        yield undecided(resource, "timeout");
      if (!(Number(timeout) > MAX_TIMEOUT_SECONDS)) continue;
      if (isBehind) yield violation(resource, `may run for ${String(timeout)} s behind a route.`);
      else yield* unknown.map((integration) => undecided(integration, "integrationUri"));
    }
  },
};

export const ownLogGroup: StackRule = {
  name: "lambda-own-log-group",
  description:
    "A function writes to a log group that the program declares, and its role allows it.",
  severity: "medium",
  level: STRICT_ONLY,
  remediation:
    "Declare an aws.cloudwatch.LogGroup, set loggingConfig.logGroup to its name, and allow logs:CreateLogStream and logs:PutLogEvents on `${logGroup.arn}:*`.",
  url: `${GUIDE}/monitoring-cloudwatchlogs-loggroups.html`,
  equals: [],
  types: [FUNCTION, LOG_GROUP, ...ROLE_TYPES],
  *checkStack(resources) {
    for (const resource of ofType(resources, FUNCTION)) {
      const { loggingConfig, name } = resource.props;
      const own = settingsOf(loggingConfig).logGroup;
      const group = own ?? (textOf(name) && `/aws/lambda/${textOf(name)}`);
      const groups = ofType(resources, LOG_GROUP);
      const declared = groups.find(({ props }) => props.name === group);
      const unknown = groups.filter(({ props }) => isUnknown(props.name));
      if (isUnknown(group)) {
        yield undecided(resource, own === undefined ? "name" : "loggingConfig.logGroup");
      } else if (!declared && unknown.length > 0) {
        yield* unknown.map((other) => undecided(other, "name"));
      } else if (!declared) {
        yield violation(
          resource,
          `writes to "${String(group)}", which the program does not declare.`,
        );
      } else {
        const role = roleOf(resource, resources);
        if (Array.isArray(role)) yield* role;
        else if (role) yield* mayWrite(resource, declared, role, resources);
      }
    }
  },
};

function* mayWrite(resource: Resource, group: Resource, role: Resource, resources: Resource[]) {
  const { documents, waitsFor } = policiesOf(role, resources);
  const stream = `${String(group.props.arn).replace(/:\*$/, "")}:log-stream:x`;
  const allowing = documents.flatMap((d) => d.statements).filter((s) => s.effect !== "Deny");
  const missing = ["logs:CreateLogStream", "logs:PutLogEvents"].filter(
    (action) =>
      !allowing.some(
        ({ actions, resources: patterns }) =>
          actions.some((pattern) => covers(pattern, action)) &&
          patterns.some((pattern) => covers(pattern, stream)),
      ),
  );
  if (missing.length === 0) return;
  const unknown = documents.flatMap(({ holder, statements }) =>
    statements
      .filter((s) => s.effect !== "Deny" && s.resources.some(isUnknown))
      .map(({ path }) => undecided(holder, `${path}.Resource`)),
  );
  if (isUnknown(stream)) unknown.push(undecided(group, "arn"));
  unknown.push(...waitsFor);
  if (unknown.length > 0) yield* unknown;
  else
    yield violation(resource, `may not ${missing.join(" and ")} in "${String(group.props.name)}".`);
}

/** Services that invoke a function without waiting for it. */
const ASYNCHRONOUS = /^(s3|sns|events|ses|iot|config|codecommit|cloudformation|logs|scheduler)\./;

export const failureDestination: StackRule = {
  name: "lambda-failure-destination",
  description: "Failed asynchronous invocations go to a destination or a dead-letter queue.",
  severity: "medium",
  level: STRICT_ONLY,
  remediation:
    "Add an aws.lambda.FunctionEventInvokeConfig with destinationConfig.onFailure, or set deadLetterConfig.",
  url: `${GUIDE}/invocation-async-retain-records.html`,
  equals: ["Serverless-LambdaAsyncFailureDestination", "Serverless-LambdaDLQ", "CKV_AWS_116"],
  types: [FUNCTION, PERMISSION, INVOKE_CONFIG, ...ROLE_TYPES],
  *checkStack(resources) {
    const invoking = ofType(resources, ROLE)
      .flatMap((role) => policiesOf(role, resources).documents)
      .flatMap(({ statements }) => statements)
      .filter(
        (s) => s.effect !== "Deny" && s.actions.some((a) => covers(a, "lambda:InvokeFunction")),
      )
      .flatMap(({ resources: patterns }) => patterns);
    for (const resource of ofType(resources, FUNCTION)) {
      if (hasDestination(resource, resources)) continue;
      const permitted = ofType(resources, PERMISSION).some(
        ({ props }) => isOf(props.function, resource) && ASYNCHRONOUS.test(String(props.principal)),
      );
      const arn = String(resource.props.arn);
      if (permitted || (!isUnknown(arn) && invoking.some((pattern) => covers(pattern, arn))))
        yield violation(resource, "is invoked asynchronously and drops events that fail.");
      else if (isUnknown(arn) && invoking.some(isUnknown)) yield undecided(resource, "arn");
    }
  },
};

export const functionUseRules = [ownRole, timeoutBehindRoute, ownLogGroup, failureDestination];

/** Whether failed invocations of the function go anywhere. */
function hasDestination(resource: Resource, resources: Resource[]): boolean {
  if (settingsOf(resource.props.deadLetterConfig).targetArn !== undefined) return true;
  return ofType(resources, INVOKE_CONFIG).some(({ props }) => {
    const { onFailure } = settingsOf(props.destinationConfig);
    const isOfFunction = isOf(props.functionName, resource) || isUnknown(props.functionName);
    return isOfFunction && settingsOf(onFailure).destination !== undefined;
  });
}

function ofType(resources: Resource[], wanted: string): Resource[] {
  return resources.filter(({ type }) => type === wanted);
}
