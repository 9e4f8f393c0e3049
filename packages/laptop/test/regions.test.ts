import { deepEqual, equal } from "node:assert/strict";
import { programFolder, removeProgramFolders } from "./support/program/program-folder";
import { startStage, type TestStage } from "./support/stage";

const SDK = JSON.stringify(require.resolve("@aws-sdk/client-dynamodb"));

/** Answers with its own region, and with what each region's table "rooms" holds. */
const HANDLER = `
const { DynamoDBClient, PutItemCommand, ScanCommand } = require(${SDK});
exports.handler = async ({ requestContext: { routeKey } }) => {
  if (routeKey !== "$default") return { statusCode: 200 };
  const found = { own: process.env.AWS_REGION };
  await new DynamoDBClient({}).send(new PutItemCommand({ TableName: "rooms", Item: { id: { S: "kitchen" } } }));
  for (const region of ["eu-central-1", "us-west-2", "ap-south-1"])
    found[region] = await new DynamoDBClient({ region }).send(new ScanCommand({ TableName: "rooms" }))
      .then(({ Count }) => Count, ({ name }) => name);
  return { statusCode: 200, body: JSON.stringify(found) };
};`;

const PROGRAM = `
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const provider = new aws.Provider("eu", { region: "eu-central-1", allowedAccountIds: ["111122223333"],
  defaultTags: { tags: { team: "chat" } } });
const west = new aws.Provider("west", { region: "us-west-2", allowedAccountIds: ["111122223333"] });
const tableArgs = { name: "rooms", hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" };
const tables = [new aws.dynamodb.Table("rooms", tableArgs, { provider }), new aws.dynamodb.Table("west", tableArgs, { provider: west })];
const service = (Service) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] });
const role = new aws.iam.Role("talk", { assumeRolePolicy: service("lambda.amazonaws.com") }, { provider });
new aws.iam.RolePolicy("talk", { role, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:Scan"], Resource: tables.map(({ arn }) => arn),
    Condition: { StringEquals: { "aws:PrincipalTag/team": "chat", "aws:PrincipalAccount": "111122223333" } } },
  { Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:eu-central-1:111122223333:*" } ] }) }, { provider });
const talk = new aws.lambda.Function("talk", { role: role.arn, runtime: "nodejs24.x", handler: "index.handler", timeout: 20,
  code: new pulumi.asset.FileArchive("./lambda") }, { provider });
const api = new aws.apigatewayv2.Api("api", { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" }, { provider });
const integration = new aws.apigatewayv2.Integration("talk", { apiId: api.id, integrationType: "AWS_PROXY", integrationUri: talk.invokeArn }, { provider });
const route = new aws.apigatewayv2.Route("default", { apiId: api.id, routeKey: "$default",
  target: pulumi.interpolate\`integrations/\${integration.id}\`, routeResponseSelectionExpression: "$default" }, { provider });
new aws.apigatewayv2.RouteResponse("default", { apiId: api.id, routeId: route.id, routeResponseKey: "$default" }, { provider });
new aws.lambda.Permission("talk", { action: "lambda:InvokeFunction", function: talk, principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate\`\${api.executionArn}/*\`, sourceAccount: "111122223333" }, { provider });
new aws.apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true }, { provider });
exports.region = aws.getRegionOutput({}, { provider }).region;
exports.arn = talk.arn;`;

describe("A program whose providers name regions and an account", () => {
  let stage: TestStage | undefined;
  after(async () => {
    await stage?.close();
    removeProgramFolders();
  });

  it("runs there, with the tables of each region apart", async () => {
    const program = programFolder({
      "package.json": "{}",
      "index.js": PROGRAM,
      "lambda/index.js": HANDLER,
    });
    stage = await startStage({ program });
    const { model } = stage.runtime;
    deepEqual([model.region, model.accountId], ["eu-central-1", "111122223333"]);
    deepEqual(model.outputs, {
      region: "eu-central-1",
      arn: `arn:aws:lambda:eu-central-1:111122223333:function:${model.functions[0]?.name}`,
    });
    const alice = await stage.connect();
    alice.send("{}");
    deepEqual(JSON.parse(await alice.next()), {
      own: "eu-central-1",
      "eu-central-1": 1,
      "us-west-2": 0,
      "ap-south-1": "InvalidSignatureException",
    });
    equal(stage.all("iam.deny").length, 0);
  });
});
