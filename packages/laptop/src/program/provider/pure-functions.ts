import type { Place } from "../project/surroundings";
import type { Properties } from "../resource";
import { partitionOf, regionalName } from "../../shared/aws-names";
import { policyDocument } from "./policy-document";

type ProviderFunction = (place: Place, args: Properties) => Properties;

/** Functions of the AWS provider whose results follow from their arguments, the region and the account. */
export const PURE_FUNCTIONS: Record<string, ProviderFunction> = {
  "aws:index/getCallerIdentity:getCallerIdentity": ({ region, accountId }) => ({
    id: accountId,
    accountId,
    arn: `arn:${partitionOf(region).partition}:iam::${accountId}:user/laptop`,
    userId: "laptop",
  }),
  "aws:index/getRegion:getRegion": (place, args) => {
    const ofEndpoint = /^[\w-]+\.([\w-]+)\.amazonaws\.com/.exec(String(args.endpoint))?.[1];
    const region = String(args.region ?? args.name ?? ofEndpoint ?? place.region);
    const endpoint = `ec2.${regionalName(region)}`;
    return { id: region, name: region, region, description: region, endpoint };
  },
  "aws:index/getPartition:getPartition": ({ region }) => {
    const partition = partitionOf(region);
    return { id: partition.partition, ...partition };
  },
  // Differs from AWS: every region has three availability zones, named a, b and c.
  "aws:index/getAvailabilityZones:getAvailabilityZones": (place, args) => {
    const region = String(args.region ?? place.region);
    const excluded = (args.excludeNames as string[] | undefined) ?? [];
    const zones = ["a", "b", "c"].filter((zone) => !excluded.includes(region + zone));
    return {
      ...args,
      id: region,
      region,
      names: zones.map((zone) => region + zone),
      zoneIds: zones.map((zone) => `${zoneIdPrefix(region)}-az${"abc".indexOf(zone) + 1}`),
      groupNames: [region],
    };
  },
  "aws:index/getDefaultTags:getDefaultTags": ({ defaultTags = {} }) => ({
    id: "default-tags",
    tags: defaultTags,
  }),
  "aws:index/getArn:getArn": (_, args) => {
    const { accountId: account, ...parts } = parseArn(String(args.arn));
    return { id: args.arn, arn: args.arn, account, ...parts };
  },
  "aws:index/arnParse:arnParse": (_, args) => parseArn(String(args.arn)),
  "aws:index/arnBuild:arnBuild": (_, args) => {
    const { partition, service, region = "", accountId = "", resource } = args;
    return { result: ["arn", partition, service, region, accountId, resource].join(":") };
  },
  "aws:index/trimIamRolePath:trimIamRolePath": (_, args) => ({
    result: String(args.arn).replace(/:role\/.*\//, ":role/"),
  }),
  "aws:index/getService:getService": (place, args) => {
    const region = String(args.region ?? place.region);
    const { dnsSuffix, partition, reverseDnsPrefix } = partitionOf(region);
    const serviceId = String(args.serviceId);
    const dnsName = `${serviceId}.${region}.${dnsSuffix}`;
    const reverseDnsName = `${reverseDnsPrefix}.${region}.${serviceId}`;
    const names = { dnsName, partition, region, reverseDnsName, reverseDnsPrefix, serviceId };
    return { id: reverseDnsName, supported: true, ...names };
  },
  "aws:index/getServicePrincipal:getServicePrincipal": (place, args) => {
    const region = String(args.region ?? place.region);
    const serviceName = String(args.serviceName);
    const suffix = "amazonaws.com";
    const id = `${serviceName}.${region}.${suffix}`;
    return { id, name: `${serviceName}.${suffix}`, region, serviceName, suffix };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": (_, args) => policyDocument(args),
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function parseArn(arn: string) {
  const [prefix, partition, service, region, accountId, ...resource] = arn.split(":");
  if (prefix !== "arn") throw new Error(`"${arn}" is not an ARN: it does not begin with "arn:".`);
  if (resource.length === 0)
    throw new Error(`"${arn}" is not an ARN: it has fewer than six parts between colons.`);
  return { partition, service, region, accountId, resource: resource.join(":") };
}

/** For example `use1` of `us-east-1`. */
function zoneIdPrefix(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-");
  const short = direction.replace(
    /^(north|south)(east|west)$/,
    (_, a: string, b: string) => a[0]! + b[0]!,
  );
  return area + (short === direction ? direction[0] : short) + number;
}
