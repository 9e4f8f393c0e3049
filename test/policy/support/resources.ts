import type { Resource } from "../../../policy/rule";
import type { Properties } from "../../../policy/properties/values";

export const ACCOUNT = "123456789012";
export const API_ARN = `arn:aws:execute-api:us-east-1:${ACCOUNT}:x5dq2mb9qi`;
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/events`;
export const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:events`;
export const LOG_GROUP_ARN = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:events-log`;

/** @param type for example `lambda/function:Function`. */
export function resourceOf(type: string, name: string, props: Properties): Resource {
  const full = type.startsWith("aws:") ? type : `aws:${type}`;
  return { urn: `urn:pulumi:prod::project::${full}::${name}`, type: full, name, props };
}

export function trusting(service: string): Properties {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  };
}

export const role = resourceOf("iam/role:Role", "events-role", {
  name: "events",
  arn: ROLE_ARN,
  assumeRolePolicy: trusting("lambda.amazonaws.com"),
});

export const rolePolicy = resourceOf("iam/rolePolicy:RolePolicy", "events-policy", {
  role: "events",
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${LOG_GROUP_ARN}:*`,
      },
      {
        Effect: "Allow",
        Action: "execute-api:ManageConnections",
        Resource: `${API_ARN}/prod/POST/@connections/*`,
      },
    ],
  },
});

export const logGroup = resourceOf("cloudwatch/logGroup:LogGroup", "events-log", {
  name: "events-log",
  arn: LOG_GROUP_ARN,
  retentionInDays: 30,
  kmsKeyId: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
});

export const lambdaFunction = resourceOf("lambda/function:Function", "events-function", {
  name: "events",
  arn: FUNCTION_ARN,
  role: ROLE_ARN,
  runtime: "nodejs24.x",
  memorySize: 512,
  timeout: 29,
  environment: { variables: { CONNECTIONS_TABLE: "connections", AUTH_SECRET_ARN: "arn:aws:..." } },
  loggingConfig: { logFormat: "Text", logGroup: "events-log" },
  tracingConfig: { mode: "Active" },
});

export const permission = resourceOf("lambda/permission:Permission", "routes-permission", {
  function: "events",
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
  sourceArn: `${API_ARN}/prod/*`,
});

export const api = resourceOf("apigatewayv2/api:Api", "websockets", {
  executionArn: API_ARN,
  protocolType: "WEBSOCKET",
});

export const stage = resourceOf("apigatewayv2/stage:Stage", "stage", {
  executionArn: `${API_ARN}/prod`,
  defaultRouteSettings: { throttlingRateLimit: 500, throttlingBurstLimit: 1000 },
  accessLogSettings: {
    destinationArn: LOG_GROUP_ARN,
    format: '{"requestId":"$context.requestId","status":$context.status}',
  },
});

export const integration = resourceOf("apigatewayv2/integration:Integration", "integration", {
  integrationUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`,
});
