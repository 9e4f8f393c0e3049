import * as acm from "@pulumi/aws/acm";
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";

export interface CustomDomainArgs {
  api: apigatewayv2.Api;
  stage: apigatewayv2.Stage;
  /** For example `ws.example.com`. */
  domain: string;
  /** ID of the Route 53 hosted zone that the domain is in. */
  zone: string;
}

/**
 * A name of one's own for a stage: its certificate, which Amazon renews as long as the record stays that proves
 * the name, and the record that leads to API Gateway.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-custom-domain-names.html
 */
export class CustomDomain extends pulumi.ComponentResource {
  /** Where connections are made: `wss://ws.example.com`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: CustomDomainArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:CustomDomain", name, {}, options);
    const parent = { parent: this };
    const certificate = new acm.Certificate(
      name,
      { domainName: args.domain, validationMethod: "DNS" },
      parent,
    );
    const proof = certificate.domainValidationOptions.apply(([first]) => first!);
    const proofRecord = new route53.Record(
      `${name}-proof`,
      {
        zoneId: args.zone,
        name: proof.resourceRecordName,
        type: proof.resourceRecordType,
        records: [proof.resourceRecordValue],
        ttl: 300,
        // Another stack may have proved the same name.
        allowOverwrite: true,
      },
      parent,
    );
    const proved = new acm.CertificateValidation(
      name,
      { certificateArn: certificate.arn, validationRecordFqdns: [proofRecord.fqdn] },
      parent,
    );
    const domainName = new apigatewayv2.DomainName(
      name,
      {
        domainName: args.domain,
        domainNameConfiguration: {
          certificateArn: proved.certificateArn,
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
        },
      },
      parent,
    );
    const mapping = new apigatewayv2.ApiMapping(
      name,
      { apiId: args.api.id, domainName: domainName.id, stage: args.stage.id },
      parent,
    );
    const target = domainName.domainNameConfiguration;
    new route53.Record(
      name,
      {
        zoneId: args.zone,
        name: args.domain,
        type: "A",
        aliases: [
          {
            name: target.targetDomainName,
            zoneId: target.hostedZoneId,
            evaluateTargetHealth: false,
          },
        ],
      },
      parent,
    );
    // Known once the name leads to the stage.
    const host = pulumi.all([domainName.domainName, mapping.id]).apply(([each]) => each);
    this.url = pulumi.interpolate`wss://${host}`;
    this.registerOutputs({ url: this.url });
  }
}

/** The domain of the stack, or nothing if it keeps API Gateway's. */
export function customDomainFor(args: CustomDomainArgs): CustomDomain | undefined {
  return args.domain === "" ? undefined : new CustomDomain("domain", args);
}
