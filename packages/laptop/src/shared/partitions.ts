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
