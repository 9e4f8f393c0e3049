const REGIONAL =
  /^(?:[a-z\d]+\.)?([a-z-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * Whether a host name is AWS's own for a service: `dynamodb.us-east-1.amazonaws.com`. Nobody else can make one
 * that resolves to this machine.
 * @param service for example `execute-api`, whose names begin with the API's ID.
 */
export function isAwsName(service: string, name: string): boolean {
  return REGIONAL.exec(name)?.[1] === service;
}

/** Whether a host name in lower case belongs to some service of AWS's. */
export function isAnyAwsName(name: string): boolean {
  return /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(name);
}

/** The names of a certificate for a host name of AWS's: that of a service, or all below it. */
export function certificateNames(name: string): string[] {
  const parent = name.slice(name.indexOf(".") + 1);
  return isAnyAwsName(parent) ? [`*.${parent}`] : [name];
}

/** The partition, the region and the account in an ARN; empty where it has none. */
export function placeOfArn(arn: string): { partition: string; region: string; accountId: string } {
  const [, partition = "", , region = "", accountId = ""] = arn.split(":");
  return { partition, region, accountId };
}

/** A group of regions with names of its own: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export interface Partition {
  partition: string;
  dnsSuffix: string;
  reverseDnsPrefix: string;
}

const AWS = { partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
const CHINA = {
  partition: "aws-cn",
  dnsSuffix: "amazonaws.com.cn",
  reverseDnsPrefix: "cn.com.amazonaws",
};

/**
 * The ARN of a resource of a region and an account, in the region's partition.
 * @param resource as the service writes it, for example `function:events`.
 */
export function arnOf(
  service: string,
  { region, accountId }: { region: string; accountId: string },
  resource: string,
): string {
  return `arn:${partitionOf(region).partition}:${service}:${region}:${accountId}:${resource}`;
}

/** What the host names of a region's services end in, for example `us-east-1.amazonaws.com`. */
export function regionalName(region: string): string {
  return `${region}.${partitionOf(region).dnsSuffix}`;
}

export function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) return CHINA;
  return region.startsWith("us-gov-") ? { ...AWS, partition: "aws-us-gov" } : AWS;
}
