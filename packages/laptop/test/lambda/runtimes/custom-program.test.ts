import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { NODE_BOOTSTRAP } from "../../support/bootstrap";
import { connectTo } from "../../support/connection";
import { programFolder, removeProgramFolders } from "../../support/program/program-folder";
import { startStage, type TestStage } from "../../support/stage";

/** Echoes by a bootstrap on `$default`, and by a function of Node.js on `node`. */
const PROGRAM = `
import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const api = new apigatewayv2.Api("api", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const { arn: role } = new iam.Role("role", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const functions = {
  $default: new lambda.Function("by-bootstrap", {
    role,
    runtime: "provided.al2023",
    handler: "bootstrap",
    code: new pulumi.asset.AssetArchive({ bootstrap: new pulumi.asset.FileAsset("bootstrap") }),
  }),
  node: new lambda.Function("by-node", {
    role,
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({
      "index.js": new pulumi.asset.StringAsset(
        'exports.handler = async ({ body }) => ({ statusCode: 200, body: "node " + body });',
      ),
    }),
  }),
};
for (const [routeKey, fn] of Object.entries(functions)) {
  const integration = new apigatewayv2.Integration(routeKey, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: fn.invokeArn,
  });
  const route = new apigatewayv2.Route(routeKey, {
    apiId: api.id,
    routeKey,
    target: pulumi.interpolate\`integrations/\${integration.id}\`,
    routeResponseSelectionExpression: "$default",
  });
  new apigatewayv2.RouteResponse(routeKey, {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: "$default",
  });
  new lambda.Permission(routeKey, {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`,
  });
}
new apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
`;

/** What API Gateway gets for an event of it. */
const ECHO = NODE_BOOTSTRAP.replace(
  /\{ pid: .* \}/,
  '{ statusCode: 200, body: "bootstrap " + event.body }',
);

describe("An API with functions of several runtimes", () => {
  let stage: TestStage;

  before(async () => {
    const program = programFolder({ "index.ts": PROGRAM, bootstrap: ECHO });
    await chmod(join(program, "bootstrap"), 0o755);
    stage = await startStage({ program });
  });
  after(async () => {
    await stage.close();
    removeProgramFolders();
  });

  it("sends each message to the function of its route", async () => {
    const connection = await connectTo(stage.runtime.urls[0]!);
    connection.send("hello");
    assert.equal(await connection.next(), "bootstrap hello");
    connection.send('{"action":"node"}');
    assert.equal(await connection.next(), 'node {"action":"node"}');
    connection.send("again");
    assert.equal(await connection.next(), "bootstrap again");
  });

  it("logs what the bootstrap writes, with its function", () => {
    const logged = stage.all("lambda.log").filter(({ environment }) => environment);
    assert.ok(logged.some(({ environment }) => environment === "by-bootstrap#1"));
  });
});
