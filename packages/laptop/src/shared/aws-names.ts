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
