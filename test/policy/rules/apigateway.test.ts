import {
  accessLogsJson,
  accessLogsOn,
  connectAuthorized,
  domainTls,
  throttlingNotZero,
  throttlingSet,
} from "../../../policy/rules/apigateway";
import { resourceOf, stage } from "../support/resources";
import { describeRule, UNKNOWN } from "../support/rule-table";

const change = (props: Record<string, unknown>) => ({ stage: props });

describeRule(throttlingSet, {
  compliant: [stage],
  remedy: "Set defaultRouteSettings.throttlingRateLimit and throttlingBurstLimit.",
  broken: [
    {
      that: "no limits",
      change: change({ defaultRouteSettings: undefined }),
      says: ['Stage "stage" has no limits of its own.'],
    },
    {
      that: "settings that are not known yet",
      change: change({ defaultRouteSettings: UNKNOWN }),
      waitsFor: ["defaultRouteSettings"],
    },
  ],
});

describeRule(throttlingNotZero, {
  compliant: [stage],
  remedy: "Set throttlingRateLimit and throttlingBurstLimit above 0.",
  broken: [
    { that: "no settings at all", change: change({ defaultRouteSettings: undefined }) },
    {
      that: "settings without limits",
      change: change({ defaultRouteSettings: { loggingLevel: "INFO" } }),
      says: [
        'Stage "stage" refuses every route: defaultRouteSettings.throttlingRateLimit is not set.',
        'Stage "stage" refuses every route: defaultRouteSettings.throttlingBurstLimit is not set.',
      ],
    },
    {
      that: "a limit of zero",
      change: change({
        defaultRouteSettings: { throttlingRateLimit: 0, throttlingBurstLimit: 10 },
      }),
      says: ['Stage "stage" refuses every route: defaultRouteSettings.throttlingRateLimit is 0.'],
    },
    {
      that: "a route without a limit",
      change: change({ routeSettings: [{ routeKey: "send", throttlingRateLimit: 5 }] }),
      says: [
        'Stage "stage" refuses the route "send": routeSettings[0].throttlingBurstLimit is not set.',
      ],
    },
    {
      that: "a limit that is not known yet",
      change: change({
        defaultRouteSettings: { throttlingRateLimit: UNKNOWN, throttlingBurstLimit: 10 },
      }),
      waitsFor: ["defaultRouteSettings.throttlingRateLimit"],
    },
  ],
});

describeRule(accessLogsOn, {
  compliant: [stage],
  remedy: "Set accessLogSettings with the ARN of a log group and a format.",
  broken: [
    {
      that: "no access log",
      change: change({ accessLogSettings: undefined }),
      says: ['Stage "stage" writes no access log.'],
    },
    {
      that: "a destination that is not known yet: there will be one",
      change: change({ accessLogSettings: { destinationArn: UNKNOWN, format: "{}" } }),
    },
    {
      that: "settings that are not known yet",
      change: change({ accessLogSettings: UNKNOWN }),
      waitsFor: ["accessLogSettings"],
    },
  ],
});

const format = (text: string) =>
  change({ accessLogSettings: { destinationArn: "arn", format: text } });

describeRule(accessLogsJson, {
  compliant: [stage],
  remedy: "Set accessLogSettings.format to a JSON object of $context variables.",
  broken: [
    {
      that: "the common log format",
      change: format('$context.identity.sourceIp - - [$context.requestTime] "$context.routeKey"'),
      says: ['Stage "stage" writes an access log that is not JSON.'],
    },
    {
      that: "one variable",
      change: format("$context.requestId"),
      says: ['Stage "stage" writes an access log that is not JSON.'],
    },
    { that: "no access log", change: change({ accessLogSettings: undefined }) },
    {
      that: "a format that is not known yet",
      change: format(UNKNOWN),
      waitsFor: ["accessLogSettings.format"],
    },
  ],
});

const ROUTE = resourceOf("apigatewayv2/route:Route", "connect", {
  routeKey: "$connect",
  authorizationType: "CUSTOM",
  authorizerId: "9f2x1q",
});
const route = (props: Record<string, unknown>) => ({ connect: props });

describeRule(connectAuthorized, {
  compliant: [
    ROUTE,
    resourceOf(ROUTE.type, "disconnect", { routeKey: "$disconnect" }),
    resourceOf(ROUTE.type, "default", { routeKey: "$default", authorizationType: "NONE" }),
    resourceOf(ROUTE.type, "send", { routeKey: "send" }),
  ],
  remedy: 'Set authorizationType to "CUSTOM" with an authorizerId, or to "AWS_IAM".',
  broken: [
    {
      that: "$connect without authorization",
      change: route({ authorizationType: undefined }),
      says: ['Route "connect" lets everyone connect.'],
    },
    {
      that: "$connect with none",
      change: route({ authorizationType: "NONE" }),
      says: ['Route "connect" lets everyone connect.'],
    },
    {
      that: "$connect with an authorizer that is not named",
      change: route({ authorizerId: undefined }),
      says: ['Route "connect" names no authorizer.'],
    },
    { that: "$connect with IAM", change: route({ authorizationType: "AWS_IAM" }) },
    {
      that: "an authorization that is not known yet",
      change: route({ authorizationType: UNKNOWN }),
      waitsFor: ["authorizationType"],
    },
    {
      that: "a route key that is not known yet",
      change: route({ routeKey: UNKNOWN }),
      waitsFor: ["routeKey"],
    },
  ],
});

const domain = (securityPolicy?: string) => ({
  domain: { domainNameConfiguration: { securityPolicy } },
});

describeRule(domainTls, {
  compliant: [
    resourceOf("apigatewayv2/domainName:DomainName", "domain", {
      domainNameConfiguration: { securityPolicy: "TLS_1_2" },
    }),
  ],
  remedy: 'Set domainNameConfiguration.securityPolicy to "TLS_1_2".',
  broken: [
    {
      that: "TLS 1.0",
      change: domain("TLS_1_0"),
      says: ['DomainName "domain" has the security policy "TLS_1_0".'],
    },
    {
      that: "no security policy",
      change: domain(),
      says: ['DomainName "domain" has the security policy "undefined".'],
    },
    { that: "TLS 1.3", change: domain("SecurityPolicy_TLS13_1_3_2025_09") },
    {
      that: "a policy that is not known yet",
      change: domain(UNKNOWN),
      waitsFor: ["domainNameConfiguration.securityPolicy"],
    },
  ],
});
