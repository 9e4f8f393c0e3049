import { readFile } from "node:fs/promises";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serve } from "./api.js";

// What ES modules have and others do not: await and import.meta at the top of the file.
const { accountId } = await aws.getCallerIdentity();
const source = await readFile(new URL("greeting.mjs", import.meta.url), "utf8");

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const greeter = new aws.lambda.Function("greeter", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "greeting.handler",
  code: new pulumi.asset.AssetArchive({ "greeting.mjs": new pulumi.asset.StringAsset(source) }),
  environment: { variables: { ACCOUNT: accountId } },
});

export const url = serve(greeter);
