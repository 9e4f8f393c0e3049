import type * as pulumi from "@pulumi/pulumi";

/**
 * The command that connects to a stage: signed with the caller's credentials, or with the token in the variable
 * TOKEN, if the stage requires it.
 */
export function connectCommand(
  url: pulumi.Output<string>,
  authorization: "NONE" | "AWS_IAM" | "JWT",
): pulumi.Output<string> {
  return url.apply((address) => {
    const addresses = {
      NONE: address,
      AWS_IAM: `"$(npm run -s sign -- ${address})"`,
      // As subprotocols, because URLs end up in logs.
      JWT: `${address} -s bearer -s "$TOKEN"`,
    };
    return `npx wscat -c ${addresses[authorization]}`;
  });
}
