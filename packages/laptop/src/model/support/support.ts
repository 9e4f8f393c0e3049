import type { Resource } from "../../program/resource";
import { INERT } from "./inert";

/**
 * What a laptop does with a resource: emulates it, ignores it, leaves it out because it was told to, or refuses the
 * program. A type that is not known is refused.
 */
export type Support = "emulated" | "inert" | "stubbed" | "refused";

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
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:dynamodb/tableItem:TableItem",
  "aws:iam/policy:Policy",
  "aws:iam/policyAttachment:PolicyAttachment",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:lambda/alias:Alias",
  "aws:lambda/function:Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/layerVersion:LayerVersion",
  "aws:lambda/permission:Permission",
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redrivePolicy:RedrivePolicy",
  "aws:scheduler/schedule:Schedule",
]);

/** What a resource of that type is by itself; other resources of the program may make more of it. */
export function supportOf({ type, outputs }: Pick<Resource, "type" | "outputs">): Support {
  if (EMULATED.has(type) || type.startsWith("pulumi:providers:")) return "emulated";
  // E-mails are not needed on a laptop, but a subscribed function or queue would never be called.
  if (type === "aws:sns/topicSubscription:TopicSubscription")
    return /^(email|email-json|sms)$/.test(String(outputs.protocol)) ? "inert" : "refused";
  // Of streams, no function would ever be called.
  if (type === "aws:lambda/eventSourceMapping:EventSourceMapping")
    return /^arn:[^:]+:sqs:/.test(String(outputs.eventSourceArn)) ? "emulated" : "refused";
  return INERT.has(type) ? "inert" : "refused";
}
