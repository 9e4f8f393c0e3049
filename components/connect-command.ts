import type { Stage } from "@pulumi/aws/apigatewayv2";
import type * as pulumi from "@pulumi/pulumi";

/** The command that connects to a stage, signed with the caller's credentials if the stage requires it. */
export function connectCommand(
  stage: Stage,
  authorization: "NONE" | "AWS_IAM",
): pulumi.Output<string> {
  return stage.invokeUrl.apply((url) => {
    const address = authorization === "AWS_IAM" ? `"$(npm run -s sign -- ${url})"` : url;
    return `npx wscat -c ${address}`;
  });
}
