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

export function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) return CHINA;
  return region.startsWith("us-gov-") ? { ...AWS, partition: "aws-us-gov" } : AWS;
}
