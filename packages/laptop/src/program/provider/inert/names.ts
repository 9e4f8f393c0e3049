import { arn, globalArn, hash, uuid } from "../identifiers";
import type { Create } from "../request";

/** The hosted zone of CloudFront's and API Gateway's names. */
export const ZONE_ID = "Z2FDTNDATAQYW2";

/** DNS, certificates and distributions. */
export const NAMES: Record<string, Create> = {
  "aws:acm/certificate:Certificate": (request) => {
    const certificateArn = arn(request, "acm", `certificate/${uuid(request.urn)}`);
    const { domainName, subjectAlternativeNames = [] } = request.inputs as {
      domainName?: string;
      subjectAlternativeNames?: string[];
    };
    const names = domainName === undefined ? [] : [domainName, ...subjectAlternativeNames];
    const domainValidationOptions = [...new Set(names)].map((name) => {
      const [host, target] = [hash(`${request.urn} ${name}`, 32), hash(`${request.urn} to`, 32)];
      return {
        domainName: name,
        resourceRecordName: `_${host}.${name.replace(/^\*\./, "")}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${target}.acm-validations.aws.`,
      };
    });
    return {
      id: certificateArn,
      defaults: {},
      computed: { arn: certificateArn, status: "ISSUED", domainValidationOptions },
    };
  },
  "aws:acm/certificateValidation:CertificateValidation": ({ urn }) => ({
    id: urn,
    defaults: {},
    computed: {},
  }),
  "aws:route53/zone:Zone": ({ urn, ...place }) => {
    const zoneId = `Z${hash(urn, 20).toUpperCase()}`;
    const nameServers = [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.com`);
    const zoneArn = globalArn({ ...place, accountId: "" }, "route53", `hostedzone/${zoneId}`);
    return {
      id: zoneId,
      defaults: {},
      computed: { zoneId, arn: zoneArn, nameServers, primaryNameServer: nameServers[0] },
    };
  },
  "aws:route53/record:Record": ({ inputs }) => ({
    id: [inputs.zoneId, inputs.name, inputs.type].join("_"),
    defaults: {},
    computed: { fqdn: inputs.name },
  }),
  "aws:cloudfront/distribution:Distribution": (request) => {
    const { urn } = request;
    const id = `E${hash(urn, 13).toUpperCase()}`;
    return {
      id,
      defaults: {},
      computed: {
        arn: globalArn(request, "cloudfront", `distribution/${id}`),
        domainName: `d${hash(urn, 13)}.cloudfront.net`,
        hostedZoneId: ZONE_ID,
        status: "Deployed",
        etag: hash(`${urn} etag`, 14).toUpperCase(),
      },
    };
  },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": ({ urn, ...place }) => {
    const id = `E${hash(urn, 13).toUpperCase()}`;
    const user = `CloudFront Origin Access Identity ${id}`;
    return {
      id,
      defaults: {},
      computed: {
        iamArn: globalArn({ ...place, accountId: "cloudfront" }, "iam", `user/${user}`),
        cloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${id}`,
        s3CanonicalUserId: hash(`${urn} user`, 48),
      },
    };
  },
};
