import type { Resource } from "../program/resource";

/** How much of a resource type the laptop knows. */
export type Support = "emulated" | "inert" | "refused";

const EMULATED = new Set([
  "aws:apigatewayv2/api:Api",
  "aws:apigatewayv2/apiMapping:ApiMapping",
  "aws:apigatewayv2/authorizer:Authorizer",
  "aws:apigatewayv2/deployment:Deployment",
  "aws:apigatewayv2/domainName:DomainName",
  "aws:apigatewayv2/integration:Integration",
  "aws:apigatewayv2/integrationResponse:IntegrationResponse",
  "aws:apigatewayv2/route:Route",
  "aws:apigatewayv2/routeResponse:RouteResponse",
  "aws:apigatewayv2/stage:Stage",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:lambda/alias:Alias",
  "aws:lambda/function:Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/permission:Permission",
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
]);

/** What watches, labels or connects a service in the cloud, and which nothing on a laptop would miss. */
const INERT = new Set([
  "aws:acm/certificate:Certificate",
  "aws:apigateway/account:Account",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
  // A function here is in the network of the laptop.
  "aws:ec2/eip:Eip",
  "aws:ec2/securityGroup:SecurityGroup",
  "awsx:ec2:Vpc",
  // Nothing here is kept on a disk.
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
  "aws:resourcegroups/group:Group",
  "aws:sns/topic:Topic",
  "aws:xray/group:Group",
  "aws:xray/samplingRule:SamplingRule",
]);

/** Whether a resource works here, has no effect here, or would silently not work. */
export function supportOf({ type, outputs }: Pick<Resource, "type" | "outputs">): Support {
  if (EMULATED.has(type) || type.startsWith("pulumi:providers:")) return "emulated";
  // Nobody on a laptop waits for an e-mail; a function that a topic calls would wait in vain.
  if (type === "aws:sns/topicSubscription:TopicSubscription")
    return /^(email|email-json|sms)$/.test(String(outputs.protocol)) ? "inert" : "refused";
  return INERT.has(type) ? "inert" : "refused";
}
