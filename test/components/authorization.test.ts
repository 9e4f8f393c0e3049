import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { filesOf } from "../support/archive";
import { programUnderMocks, type ProgramUnderMocks } from "../support/program-under-mocks";

const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI";
const JWT = { authorization: "JWT", issuer: ISSUER, audience: "web" };
const ARN = "arn:aws:execute-api:us-east-1:123456789012:api";

describe("With tokens, the program", () => {
  let program: ProgramUnderMocks;
  let without: ProgramUnderMocks;
  before(async () => {
    program = await programUnderMocks({ config: JWT });
    without = await programUnderMocks();
  });

  it("asks an authorizer of its own before $connect, and no other route", () => {
    const routes = program.all("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs);
    const byKey = Object.fromEntries(
      routes.map((route) => [
        String(route.routeKey),
        [route.authorizationType, route.authorizerId],
      ]),
    );
    deepEqual(byKey, {
      $connect: ["CUSTOM", "authorizer-id"],
      $disconnect: [undefined, undefined],
      $default: [undefined, undefined],
    });
    deepEqual(program.only("aws:apigatewayv2/authorizer:Authorizer").inputs, {
      apiId: "websockets-id",
      authorizerType: "REQUEST",
      authorizerUri: "invoke-arn-of-authorizer",
      identitySources: ["context.connectionId"],
    });
  });

  it("lets this authorizer alone invoke the function that verifies tokens", () => {
    deepEqual(program.only("aws:lambda/permission:Permission", "authorizer").inputs, {
      action: "lambda:InvokeFunction",
      function: "authorizer-name",
      principal: "apigateway.amazonaws.com",
      sourceArn: `${ARN}/authorizers/authorizer-id`,
    });
  });

  it("allows that function nothing but its log, and tells it which tokens to accept", () => {
    const { policy } = program.only("aws:iam/rolePolicy:RolePolicy", "authorizer").inputs;
    deepEqual(
      [...JSON.stringify(policy).matchAll(/"(\w+:\w+)"/g)].map(([, action]) => action),
      ["logs:CreateLogStream", "logs:PutLogEvents"],
    );
    const { environment } = program.only("aws:lambda/function:Function", "authorizer").inputs;
    deepEqual((environment as { variables: unknown }).variables, {
      TOKEN_ISSUER: ISSUER,
      TOKEN_AUDIENCE: "web",
      TOKEN_CLAIMS: "scope,role",
      TOKEN_ENDS_CONNECTION: "true",
    });
  });

  it("lets what sends messages close connections, unless they outlive their tokens", async () => {
    const closes = /\/DELETE\/@connections\/\*/;
    const policyOf = (run: ProgramUnderMocks) =>
      JSON.stringify(run.only("aws:iam/rolePolicy:RolePolicy", "events").inputs.policy);
    match(policyOf(program), closes);
    doesNotMatch(policyOf(without), closes);
    const config = { ...JWT, endWithToken: "false" };
    doesNotMatch(policyOf(await programUnderMocks({ config })), closes);
  });

  it("watches that function with alarms, graphs and queries like every other", async () => {
    const config = { ...JWT, alarms: "true", dashboard: "true" };
    const watched = await programUnderMocks({ config });
    const alarms = watched
      .all("aws:cloudwatch/metricAlarm:MetricAlarm")
      .map(({ name }) => name)
      .filter((name) => name.startsWith("alarms-authorizer-"));
    deepEqual(alarms.sort(), [
      "alarms-authorizer-duration",
      "alarms-authorizer-errors",
      "alarms-authorizer-throttles",
    ]);
    const { dashboardBody } = watched.only("aws:cloudwatch/dashboard:Dashboard").inputs;
    for (const metric of ["Errors", "Throttles", "ConcurrentExecutions"])
      match(String(dashboardBody), new RegExp(`"${metric}","FunctionName","authorizer-name"`));
    const queries = watched.all("aws:cloudwatch/queryDefinition:QueryDefinition");
    equal(queries.length, 3);
    for (const { inputs } of queries) match(JSON.stringify(inputs.logGroupNames), /authorizer/);
  });

  it("differs from one without in nothing else but what queries read", () => {
    const own = ({ name, type }: { name: string; type: string }) =>
      name === "authorizer" ||
      `${type} ${name}` === "aws:apigatewayv2/route:Route routes-connect" ||
      `${type} ${name}` === "aws:iam/rolePolicy:RolePolicy events" ||
      type.startsWith("aws:lambda/function:") ||
      type.startsWith("aws:cloudwatch/queryDefinition:");
    const rest = (run: ProgramUnderMocks) => run.resources.filter((resource) => !own(resource));
    deepEqual(rest(program), rest(without));
  });

  it("ships the code that verifies in that function alone", async () => {
    const codeOf = async (run: ProgramUnderMocks, name: string) => {
      const { inputs } = run.only("aws:lambda/function:Function", name);
      return (await filesOf(inputs.code))["index.js"]!;
    };
    match(await codeOf(program, "authorizer"), /openid-configuration/);
    for (const name of ["events", "lifecycle", "fan-out"]) {
      const code = await codeOf(program, name);
      doesNotMatch(code, /openid-configuration/);
      equal(code, await codeOf(without, name));
    }
    ok((await codeOf(program, "authorizer")).length < 60_000);
  });

  it("says how to connect: with a token", () => {
    const url = "wss://api.execute-api.us-east-1.amazonaws.com/dev";
    equal(program.outputs.connect, `npx wscat -c ${url} -s bearer -s "$TOKEN"`);
  });
});
