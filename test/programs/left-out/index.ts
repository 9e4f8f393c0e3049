import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// What a chat has around it in the cloud, and a laptop does without.
const zone = new aws.route53.Zone("zone", { name: "example.com" });
const certificate = new aws.acm.Certificate("certificate", {
  domainName: "chat.example.com",
  validationMethod: "DNS",
});
const record = new aws.route53.Record("validation", {
  zoneId: zone.zoneId,
  name: certificate.domainValidationOptions[0]!.resourceRecordName,
  type: certificate.domainValidationOptions[0]!.resourceRecordType,
  records: [certificate.domainValidationOptions[0]!.resourceRecordValue],
  ttl: 60,
});
new aws.acm.CertificateValidation("validated", {
  certificateArn: certificate.arn,
  validationRecordFqdns: [record.fqdn],
});
const users = new aws.cognito.UserPool("users");
new aws.cognito.UserPoolClient("web", { userPoolId: users.id });
new aws.wafv2.WebAcl("firewall", {
  scope: "REGIONAL",
  defaultAction: { allow: {} },
  visibilityConfig: {
    cloudwatchMetricsEnabled: false,
    metricName: "w",
    sampledRequestsEnabled: false,
  },
});
class RandomPassword extends pulumi.CustomResource {
  declare readonly result: pulumi.Output<string>;
  constructor(name: string, length: number) {
    super("random:index/randomPassword:RandomPassword", name, { length, result: undefined });
  }
}
const password = new RandomPassword("password", 20);

// The queue is left out by the stack's file, the slow function on the command line.
const jobs = new aws.sqs.Queue("jobs");
const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.PolicyAttachment("may-all", {
  roles: [role.name],
  policyArn: aws.iam.ManagedPolicy.AdministratorAccess,
});
const common = { role: role.arn, runtime: "nodejs22.x", handler: "index.handler", timeout: 10 };
const events = new aws.lambda.Function("events", {
  ...common,
  code: new pulumi.asset.FileArchive("./events"),
  environment: {
    variables: { JOBS: jobs.url, SLOW: "slow", POOL: users.id, PASSWORD: password.result },
  },
});
const slow = new aws.lambda.Function("slow", {
  name: "slow",
  role: role.arn,
  packageType: "Image",
  imageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/slow:1",
});

const api = new aws.apigatewayv2.Api("chat", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const routes: [routeKey: string, target: aws.lambda.Function][] = [
  ["$default", events],
  ["slow", slow],
];
for (const [routeKey, target] of routes) {
  const integration = new aws.apigatewayv2.Integration(
    `to-${target === slow ? "slow" : "events"}`,
    {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: target.invokeArn,
    },
  );
  new aws.apigatewayv2.Route(`route-${routeKey}`, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
    routeResponseSelectionExpression: "$default",
  });
}
const route = new aws.apigatewayv2.Route("any", {
  apiId: api.id,
  routeKey: "ask",
  target: pulumi.interpolate`integrations/${
    new aws.apigatewayv2.Integration("ask", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: events.invokeArn,
    }).id
  }`,
  routeResponseSelectionExpression: "$default",
});
new aws.apigatewayv2.RouteResponse("answer", {
  apiId: api.id,
  routeId: route.id,
  routeResponseKey: "$default",
});
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: events.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
new aws.apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
