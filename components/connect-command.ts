import type { Stage } from "@pulumi/aws/apigatewayv2";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The command that connects to a stage: signed with the caller's credentials, or with the token in the variable
 * TOKEN, if the stage requires it.
 */
export function connectCommand(
  stage: Stage,
  authorization: "NONE" | "AWS_IAM" | "JWT",
): pulumi.Output<string> {
  return stage.invokeUrl.apply((url) => {
    const addresses = {
      NONE: url,
      AWS_IAM: `"$(npm run -s sign -- ${url})"`,
      JWT: `"${url}?token=$TOKEN"`,
    };
    return `npx wscat -c ${addresses[authorization]}`;
  });
}
