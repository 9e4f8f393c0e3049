/**
 * Lambda's endpoint in the function's Region, or the one that the environment variables of the SDKs name.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function lambdaEndpoint(): URL {
  const { AWS_REGION = "", AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL } = process.env;
  // https://docs.aws.amazon.com/general/latest/gr/lambda-service.html
  const domain = AWS_REGION.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = AWS_ENDPOINT_URL_LAMBDA ?? AWS_ENDPOINT_URL;
  return new URL(url ?? `https://lambda.${AWS_REGION}.${domain}`);
}
