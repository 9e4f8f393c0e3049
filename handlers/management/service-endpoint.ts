/**
 * Where a service of AWS's answers in the function's Region, or what the environment names in its place,
 * as the SDKs have it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function serviceEndpoint(service: "dynamodb" | "lambda"): URL {
  const region = process.env.AWS_REGION ?? "";
  const named = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`];
  const url = named ?? process.env.AWS_ENDPOINT_URL;
  return new URL(url ?? `https://${service}.${region}.${domainOf(region)}`);
}

/** https://docs.aws.amazon.com/general/latest/gr/ddb.html */
function domainOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
