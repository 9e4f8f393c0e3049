import type { Resource } from "./resource";

/**
 * Why an AWS CDK app cannot run here, in a sentence. Nearly all that it declares is of `aws-native`, AWS's Cloud
 * Control, so that a list of its resources would help nobody.
 * @returns undefined if the program has none. https://www.pulumi.com/docs/iac/adopting-pulumi/migrating-to-pulumi/from-cdk/
 */
export function cdkRefusal(resources: Pick<Resource, "type" | "name">[]): string | undefined {
  const app = resources.find(({ type }) => type.startsWith("cdk:index:"));
  if (app === undefined) return undefined;
  return `${app.type} "${app.name}" is an AWS CDK app, and what CDK declares (aws-native) is not emulated on a laptop: declare the WebSocket API with @pulumi/aws.`;
}
