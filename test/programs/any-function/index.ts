import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const common = { role: role.arn, runtime: "nodejs22.x" };

// Of texts, files, folders and a zip; the handler is in a folder.
const mixed = new aws.lambda.Function("mixed", {
  ...common,
  name: "mixed",
  handler: "src/handlers/main.handler",
  code: new pulumi.asset.AssetArchive({
    "src/handlers/main.js": new pulumi.asset.StringAsset(
      `const { readFileSync } = require("node:fs");
      const { greeting } = require("../../greeting");
      const { library } = require("../../vendored/library");
      exports.handler = async (event, context) => ({
        statusCode: 200,
        body: [
          greeting,
          library,
          readFileSync("note.txt", "utf8"),
          process.env.PORT,
          context.invokedFunctionArn.split(":").slice(6).join(":"),
        ].join(", "),
      });`,
    ),
    "note.txt": new pulumi.asset.FileAsset("./note.txt"),
    vendored: new pulumi.asset.FileArchive("./library.zip"),
    ".": new pulumi.asset.FileArchive("./folder"),
  }),
  environment: { variables: { PORT: 3000 as unknown as string } },
  publish: true,
});
const live = new aws.lambda.Alias("live", {
  name: "live",
  functionName: mixed.name,
  functionVersion: mixed.version,
});

// From a bucket.
const bucket = new aws.s3.Bucket("code");
const object = new aws.s3.BucketObjectv2("code", {
  bucket: bucket.id,
  key: "releases/1",
  source: new pulumi.asset.FileAsset("./uploaded.zip"),
});
const uploaded = new aws.lambda.Function("uploaded", {
  ...common,
  name: "uploaded",
  handler: "app/index.handler",
  s3Bucket: bucket.id,
  s3Key: object.key,
  s3ObjectVersion: object.versionId,
});

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const uris = {
  alias: live.invokeArn,
  version: mixed.qualifiedInvokeArn,
  // Nothing lets API Gateway invoke the function by its own name.
  plain: mixed.invokeArn,
  uploaded: uploaded.invokeArn,
};
for (const [routeKey, integrationUri] of Object.entries(uris)) {
  const integration = new aws.apigatewayv2.Integration(routeKey, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri,
  });
  const route = new aws.apigatewayv2.Route(routeKey, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate`integrations/${integration.id}`,
    routeResponseSelectionExpression: "$default",
  });
  new aws.apigatewayv2.RouteResponse(routeKey, {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: "$default",
  });
}
const permission = {
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
};
new aws.lambda.Permission("alias", { ...permission, function: mixed.name, qualifier: live.name });
new aws.lambda.Permission("version", { ...permission, function: mixed.qualifiedArn });
new aws.lambda.Permission("uploaded", { ...permission, function: uploaded.arn });
new aws.apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
