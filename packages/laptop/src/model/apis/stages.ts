import { textOf, type PlainResource } from "../declared";
import type { Stage, Throttle } from "../model";

interface RouteSettings {
  throttlingRateLimit?: number;
  throttlingBurstLimit?: number;
  detailedMetricsEnabled?: boolean;
}

/** A stage with its settings. */
export function buildStage({ outputs }: PlainResource): Stage {
  const accessLog = outputs.accessLogSettings as
    | { destinationArn: string; format: string }
    | undefined;
  const routeSettings = outputs.routeSettings as
    | (RouteSettings & { routeKey: string })[]
    | undefined;
  const defaults = outputs.defaultRouteSettings as RouteSettings | undefined;
  return {
    name: textOf(outputs.name),
    url: textOf(outputs.invokeUrl),
    variables: (outputs.stageVariables as Record<string, string> | undefined) ?? {},
    deployed: outputs.autoDeploy === true || textOf(outputs.deploymentId) !== "",
    throttle: throttleOf(defaults),
    routeThrottles: new Map(routeSettings?.map((s) => [s.routeKey, throttleOf(s)!])),
    accessLog: accessLog && { logGroupArn: accessLog.destinationArn, format: accessLog.format },
    detailedMetrics: {
      byDefault: defaults?.detailedMetricsEnabled === true,
      routes: new Map(routeSettings?.map((s) => [s.routeKey, s.detailedMetricsEnabled === true])),
    },
  };
}

/**
 * A limit that is left out is 0 and refuses every request, as with the AWS provider.
 * https://github.com/hashicorp/terraform-provider-aws/issues/30373
 */
function throttleOf(settings: RouteSettings | undefined): Throttle | undefined {
  if (!settings) return undefined;
  return {
    rateLimit: settings.throttlingRateLimit ?? 0,
    burstLimit: settings.throttlingBurstLimit ?? 0,
  };
}
