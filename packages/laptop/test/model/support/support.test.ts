import { deepEqual, equal } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { INERT } from "../../../src/model/support/inert";
import { supportOf } from "../../../src/model/support/support";

describe("What a laptop does with a type", () => {
  const supportFor = (type: string, outputs = {}) => supportOf({ type, outputs });

  it("is to refuse it if it is unknown, whatever its package", () => {
    for (const type of [
      "aws:future/thing:Thing",
      "aws:acm/thing:Thing",
      "aws:apigateway/restApi:RestApi",
      "random:index/thing:Thing",
      "pulumi-nodejs:dynamic:Resource",
      "kubernetes:core/v1:Pod",
      "constructor",
    ])
      equal(supportFor(type), "refused", type);
  });

  it("is nothing for DNS, certificates, web access lists, budgets, user pools and network parts", () => {
    for (const type of [
      "aws:route53/record:Record",
      "aws:acm/certificateValidation:CertificateValidation",
      "aws:cloudfront/distribution:Distribution",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      "aws:budgets/budget:Budget",
      "aws:ecr/repository:Repository",
      "aws:cognito/userPoolClient:UserPoolClient",
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "aws:xray/group:Group",
      "random:index/randomPassword:RandomPassword",
      "tls:index/privateKey:PrivateKey",
    ])
      equal(supportFor(type), "inert", type);
  });

  it("is to refuse a subscription that calls a function, and nothing for one that sends mail", () => {
    const subscription = "aws:sns/topicSubscription:TopicSubscription";
    equal(supportFor(subscription, { protocol: "email" }), "inert");
    equal(supportFor(subscription, { protocol: "lambda" }), "refused");
  });

  it("is nothing for types only that the AWS provider has", () => {
    const folder = dirname(require.resolve("@pulumi/aws/package.json"));
    const known = new Set(
      modulesOf(INERT).flatMap((module) =>
        readdirSync(join(folder, module))
          .filter((file) => file.endsWith(".js"))
          .flatMap((file) => {
            const text = readFileSync(join(folder, module, file), "utf8");
            return /__pulumiType = '([^']+)'/.exec(text)?.[1] ?? [];
          }),
      ),
    );
    // Version 6 has more types with the ending V2.
    const unknown = [...INERT].filter((type) => /^aws:(?!.*V2$)/.test(type) && !known.has(type));
    deepEqual(unknown, []);
  });
});

function modulesOf(types: ReadonlySet<string>): string[] {
  const modules = [...types].flatMap((type) => /^aws:(\w+)\//.exec(type)?.[1] ?? []);
  return [...new Set(modules)];
}
