import type { Resource } from "../program/resource";

/** What a laptop does with a resource: emulates it, ignores it, or refuses the program. */
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
  "aws:lambda/layerVersion:LayerVersion",
  "aws:lambda/permission:Permission",
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
]);

/** Resources that watch, label or connect services in AWS. Nothing on a laptop needs them. */
const INERT = new Set([
  "aws:acm/certificate:Certificate",
  "aws:apigateway/account:Account",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
  // Functions use the laptop's own network.
  "aws:ec2/eip:Eip",
  "aws:ec2/securityGroup:SecurityGroup",
  "awsx:ec2:Vpc",
  // Nothing is stored on disk.
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
  "aws:resourcegroups/group:Group",
  "aws:sns/topic:Topic",
  "aws:xray/group:Group",
  "aws:xray/samplingRule:SamplingRule",
]);

/** Whether a resource is emulated, has no effect, or is refused because it would silently not work. */
export function supportOf({ type, outputs }: Pick<Resource, "type" | "outputs">): Support {
  if (EMULATED.has(type) || type.startsWith("pulumi:providers:")) return "emulated";
  // E-mails are not needed on a laptop, but a subscribed function or queue would never be called.
  if (type === "aws:sns/topicSubscription:TopicSubscription")
    return /^(email|email-json|sms)$/.test(String(outputs.protocol)) ? "inert" : "refused";
  return INERT.has(type) ? "inert" : "refused";
}
