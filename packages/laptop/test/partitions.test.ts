import { deepEqual, equal } from "node:assert/strict";
import { evaluateFolder } from "./support/program/evaluate-folder";
import { programFolder, removeProgramFolders } from "./support/program/program-folder";
import { startStage } from "./support/stage";

const SDK = JSON.stringify(require.resolve("@aws-sdk/client-dynamodb"));

const HANDLER = `
const { DynamoDBClient, PutItemCommand } = require(${SDK});
exports.handler = async ({ requestContext: { routeKey } }) => {
  if (routeKey !== "$default") return { statusCode: 200 };
  await new DynamoDBClient({}).send(new PutItemCommand({ TableName: "rooms", Item: { id: { S: "kitchen" } } }));
  return { statusCode: 200, body: "stored" };
};`;

const PROGRAM = `
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const { partition, dnsSuffix } = pulumi.output(aws.getPartitionOutput());
const table = new aws.dynamodb.Table("rooms", { name: "rooms", hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" });
const role = new aws.iam.Role("talk", { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }) });
new aws.iam.RolePolicy("talk", { role, policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn }] } });
new aws.iam.RolePolicyAttachment("logs", { role, policyArn: pulumi.interpolate\`arn:\${partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\` });
const talk = new aws.lambda.Function("talk", { role: role.arn, runtime: "nodejs24.x", handler: "index.handler", timeout: 20, code: new pulumi.asset.FileArchive("./lambda") });
const api = new aws.apigatewayv2.Api("api", { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body.action" });
const integration = new aws.apigatewayv2.Integration("talk", { apiId: api.id, integrationType: "AWS_PROXY", integrationUri: talk.invokeArn });
const route = new aws.apigatewayv2.Route("default", { apiId: api.id, routeKey: "$default",
  target: pulumi.interpolate\`integrations/\${integration.id}\`, routeResponseSelectionExpression: "$default" });
new aws.apigatewayv2.RouteResponse("default", { apiId: api.id, routeId: route.id, routeResponseKey: "$default" });
new aws.lambda.Permission("talk", { action: "lambda:InvokeFunction", function: talk, principal: "apigateway.amazonaws.com", sourceArn: pulumi.interpolate\`\${api.executionArn}/*\` });
new aws.apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
new aws.s3.Bucket("files");
new aws.s3.BucketObject("file", { bucket: "files", key: "a", content: "b" });
new aws.sqs.Queue("jobs");
new aws.ecr.Repository("images");
new aws.cognito.UserPool("people");
new aws.route53.Zone("zone", { name: "example.com" });
new aws.sns.Topic("news");
module.exports = { partition, dnsSuffix };`;

// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
describe("A program in another partition of AWS", () => {
  after(removeProgramFolders);

  for (const [region, partition, dnsSuffix] of [
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ] as const) {
    it(`has the names of that partition, and runs: ${region}`, async () => {
      const program = programFolder({
        "Pulumi.dev.yaml": `config:\n  aws:region: ${region}\n  laptop:without: [aws:s3, aws:sqs]\n`,
        "package.json": "{}",
        "index.js": PROGRAM,
        "lambda/index.js": HANDLER,
      });
      const { resources, outputs } = await evaluateFolder(program, [], {}, { region });
      deepEqual(outputs, { partition, dnsSuffix });
      const text = JSON.stringify(resources.map((each) => each.outputs));
      deepEqual([...new Set(text.match(/(?<=arn:)[\w-]+(?=:)/g))], [partition]);
      const names = text.match(/[\w.-]+\.amazonaws\.com(\.cn)?/g) ?? [];
      // The names of services in policies have no partition.
      const hosts = names.filter((name) => !/^(lambda|apigateway)\.amazonaws/.test(name));
      deepEqual([hosts.length > 3, hosts.filter((name) => !name.endsWith(dnsSuffix))], [true, []]);

      const stage = await startStage({ program });
      try {
        const alice = await stage.connect();
        alice.send("{}");
        equal(await alice.next(), "stored");
        deepEqual(stage.all("iam.deny"), []);
      } finally {
        await stage.close();
      }
    });
  }
});
