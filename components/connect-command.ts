import type { Stage } from "@pulumi/aws/apigatewayv2";
import type * as pulumi from "@pulumi/pulumi";

/** What to type to connect to a stage; where connecting is authorized, with the credentials at hand. */
export function connectCommand(
  stage: Stage,
  authorization: "NONE" | "AWS_IAM",
): pulumi.Output<string> {
  return stage.invokeUrl.apply((url) => {
    const address = authorization === "AWS_IAM" ? `"$(npm run -s sign -- ${url})"` : url;
    return `npx wscat -c ${address}`;
  });
}
