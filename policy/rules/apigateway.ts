import { settingsOf } from "../properties/functions";
import { undecided, violation, type Resource, type ResourceRule } from "../rule";
import { isObject, isUnknown, listOf, parsed, type Properties } from "../properties/values";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;
const STAGE = "aws:apigatewayv2/stage:Stage";

const LIMITS = ["throttlingRateLimit", "throttlingBurstLimit"];

export const throttlingSet: ResourceRule = {
  name: "apigateway-throttling",
  description: "A stage has limits of its own, so that it cannot use up the account's.",
  severity: "medium",
  level: STRICT_ONLY,
  remediation: "Set defaultRouteSettings.throttlingRateLimit and throttlingBurstLimit.",
  url: `${GUIDE}/websocket-api-protect.html`,
  equals: ["Serverless-APIGWDefaultThrottling"],
  types: [STAGE],
  *check(resource) {
    const { defaultRouteSettings } = resource.props;
    if (isUnknown(defaultRouteSettings)) yield undecided(resource, "defaultRouteSettings");
    else if (defaultRouteSettings === undefined)
      yield violation(resource, "has no limits of its own.");
  },
};

export const throttlingNotZero: ResourceRule = {
  name: "apigateway-throttling-not-zero",
  description:
    "Route settings set both limits. A missing one counts as 0 and refuses every request.",
  severity: "high",
  level: { lenient: "mandatory", strict: "mandatory" },
  remediation: "Set throttlingRateLimit and throttlingBurstLimit above 0.",
  url: `${GUIDE}/websocket-api-protect.html`,
  equals: [],
  types: [STAGE],
  *check(resource) {
    const { defaultRouteSettings, routeSettings } = resource.props;
    yield* zeroLimits(
      resource,
      "defaultRouteSettings",
      settingsOf(defaultRouteSettings),
      "every route",
    );
    for (const [index, route] of listOf<unknown>(routeSettings).entries()) {
      const settings = settingsOf(route);
      const name = `the route "${String(settings.routeKey)}"`;
      yield* zeroLimits(resource, `routeSettings[${index}]`, settings, name);
    }
  },
};

function* zeroLimits(resource: Resource, path: string, settings: Properties, routes: string) {
  if (Object.keys(settings).length === 0) return;
  for (const limit of LIMITS) {
    const value = settings[limit];
    if (isUnknown(value)) yield undecided(resource, `${path}.${limit}`);
    else if (!(Number(value) > 0))
      yield violation(
        resource,
        `refuses ${routes}: ${path}.${limit} is ${value === undefined ? "not set" : String(value)}.`,
      );
  }
}

export const accessLogsOn: ResourceRule = {
  name: "apigateway-access-logs",
  description: "A stage writes an access log.",
  severity: "medium",
  level: STRICT_ONLY,
  remediation: "Set accessLogSettings with the ARN of a log group and a format.",
  url: `${GUIDE}/websocket-api-logging.html`,
  equals: ["AwsSolutions-APIG1", "CKV_AWS_76", "AWS-0001", "APIGateway.9"],
  types: [STAGE],
  *check(resource) {
    const { accessLogSettings } = resource.props;
    if (isUnknown(accessLogSettings)) yield undecided(resource, "accessLogSettings");
    else if (settingsOf(accessLogSettings).destinationArn === undefined)
      yield violation(resource, "writes no access log.");
  },
};

export const accessLogsJson: ResourceRule = {
  name: "apigateway-access-logs-json",
  description: "Access logs are JSON, so that they can be queried.",
  severity: "low",
  level: STRICT_ONLY,
  remediation: "Set accessLogSettings.format to a JSON object of $context variables.",
  url: `${GUIDE}/websocket-api-logging.html`,
  equals: ["Serverless-APIGWStructuredLogging"],
  types: [STAGE],
  *check(resource) {
    const { format } = settingsOf(resource.props.accessLogSettings);
    if (format === undefined) return;
    if (isUnknown(format)) yield undecided(resource, "accessLogSettings.format");
    // Variables may lack quotation marks, so replace each by a number and see whether the rest is JSON.
    else if (!isObject(parsed(String(format).replace(/\$context[\w.]+/g, "0"))))
      yield violation(resource, "writes an access log that is not JSON.");
  },
};

export const connectAuthorized: ResourceRule = {
  name: "apigateway-connect-authorization",
  description: "Connections are authorized. API Gateway checks the route $connect only.",
  severity: "high",
  level: STRICT_ONLY,
  remediation: 'Set authorizationType to "CUSTOM" with an authorizerId, or to "AWS_IAM".',
  url: `${GUIDE}/apigateway-websocket-api-control-access.html`,
  equals: ["AwsSolutions-APIG4", "CKV_AWS_309", "APIGateway.8"],
  types: ["aws:apigatewayv2/route:Route"],
  *check(resource) {
    const { routeKey, authorizationType, authorizerId } = resource.props;
    if (isUnknown(routeKey)) {
      yield undecided(resource, "routeKey");
      return;
    }
    if (routeKey !== "$connect") return;
    if (isUnknown(authorizationType)) yield undecided(resource, "authorizationType");
    else if (authorizationType === undefined || authorizationType === "NONE")
      yield violation(resource, "lets everyone connect.");
    else if (authorizationType === "CUSTOM" && authorizerId === undefined)
      yield violation(resource, "names no authorizer.");
  },
};

export const domainTls: ResourceRule = {
  name: "apigateway-domain-tls",
  description: "A domain name accepts only TLS 1.2 or later.",
  severity: "high",
  level: { lenient: "mandatory", strict: "mandatory" },
  remediation: 'Set domainNameConfiguration.securityPolicy to "TLS_1_2".',
  url: `${GUIDE}/apigateway-custom-domain-tls-version.html`,
  equals: ["CKV_AWS_206", "AWS-0005", "APIGateway.11"],
  types: ["aws:apigatewayv2/domainName:DomainName"],
  *check(resource) {
    const { domainNameConfiguration } = resource.props;
    const { securityPolicy } = settingsOf(domainNameConfiguration);
    if (isUnknown(securityPolicy) || isUnknown(domainNameConfiguration))
      yield undecided(resource, "domainNameConfiguration.securityPolicy");
    else if (!/^(TLS_1_2|SecurityPolicy_TLS1[23]_)/.test(String(securityPolicy)))
      yield violation(resource, `has the security policy "${String(securityPolicy)}".`);
  },
};

export const apiGatewayRules = [
  throttlingSet,
  throttlingNotZero,
  accessLogsOn,
  accessLogsJson,
  connectAuthorized,
  domainTls,
];
