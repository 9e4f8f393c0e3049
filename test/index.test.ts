import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEV_RESOURCES } from "./support/product/dev-resources";
import { filesOf } from "./support/archive";
import { PROJECT_NAME } from "./support/evaluated";
import type { MockedResource, ProgramUnderMocks } from "./support/program-under-mocks";
import { programUnderMocks } from "./support/program-under-mocks";

describe("The program", () => {
  let program: ProgramUnderMocks;
  /** Of another stack. */
  let preview: ProgramUnderMocks;
  before(async () => {
    program = await programUnderMocks();
    preview = await programUnderMocks({ stack: "other", preview: true });
  });

  it("declares these resources and no other", () => {
    deepEqual(namesOf(program), DEV_RESOURCES);
  });

  it("keeps connections in an on-demand table whose items expire", () => {
    deepEqual(program.only("aws:dynamodb/table:Table", "connections").inputs, {
      hashKey: "connectionId",
      attributes: [{ name: "connectionId", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
      ttl: { attributeName: "expiresAt", enabled: true },
    });
  });

  it("has one WebSocket API that selects routes by the field action", () => {
    deepEqual(program.only("aws:apigatewayv2/api:Api").inputs, {
      protocolType: "WEBSOCKET",
      routeSelectionExpression: "$request.body.action",
    });
  });

  it("deploys one stage of the API, named after the stack, on every change", () => {
    deepEqual(program.only("aws:apigatewayv2/stage:Stage").inputs, {
      apiId: "websockets-id",
      name: "dev",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 5000, throttlingBurstLimit: 5000 },
    });
  });

  it("sends messages to one function, and what opens and closes connections to another", () => {
    const routes = program.all("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs);
    const target = "integrations/routes-lifecycle-integration-id";
    const byKey = Object.fromEntries(routes.map((route) => [String(route.routeKey), route]));
    deepEqual(byKey, {
      $connect: {
        apiId: "websockets-id",
        routeKey: "$connect",
        target,
        authorizationType: "NONE",
      },
      $disconnect: { apiId: "websockets-id", routeKey: "$disconnect", target },
      $default: {
        apiId: "websockets-id",
        routeKey: "$default",
        target: "integrations/routes-integration-id",
      },
    });
  });

  for (const [named, name] of [
    ["routes", "events"],
    ["routes-lifecycle", "lifecycle"],
  ] as const) {
    it(`integrates the function ${name} by its invoke ARN, with POST`, () => {
      const integration = "aws:apigatewayv2/integration:Integration";
      deepEqual(program.only(integration, `${named}-integration`).inputs, {
        apiId: "websockets-id",
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: `invoke-arn-of-${name}`,
      });
    });

    it(`lets this stage of API Gateway call the function ${name}, and nobody else`, () => {
      deepEqual(program.only("aws:lambda/permission:Permission", `${named}-permission`).inputs, {
        action: "lambda:InvokeFunction",
        function: `${name}-name`,
        principal: "apigateway.amazonaws.com",
        sourceArn: "arn:aws:execute-api:us-east-1:123456789012:api/dev/*",
      });
    });
  }

  it("says the function's runtime, architecture, memory and timeout", () => {
    const { inputs } = program.only("aws:lambda/function:Function", "events");
    equal(inputs.runtime, "nodejs24.x");
    deepEqual(inputs.architectures, ["arm64"]);
    equal(inputs.memorySize, 512);
    ok(Number(inputs.timeout) >= 1 && Number(inputs.timeout) <= 29, `${String(inputs.timeout)} s`);
  });

  it("tells the function its table, where to post and where to send chunks, by environment variables", () => {
    deepEqual(program.only("aws:lambda/function:Function", "events").inputs.environment, {
      variables: {
        CONNECTIONS_TABLE: "connections-name",
        MANAGEMENT_ENDPOINT: "https://api.execute-api.us-east-1.amazonaws.com/dev",
        MESSAGES_PER_SECOND: "100",
        LONGEST_WAIT: "5",
        FAN_OUT_FUNCTION: "fan-out-name",
        CONNECTIONS_PER_INVOCATION: "2000",
        POSTS_PER_SECOND: "10000",
      },
    });
  });

  it("keeps the function's log for some days, in a group of its own", () => {
    deepEqual(program.only("aws:cloudwatch/logGroup:LogGroup", "events").inputs, {
      retentionInDays: 7,
    });
    deepEqual(program.only("aws:lambda/function:Function", "events").inputs.loggingConfig, {
      logFormat: "JSON",
      logGroup: "events-name",
    });
  });

  it("gives the function a role that only Lambda assumes, without managed policies", () => {
    const { inputs } = program.only("aws:iam/role:Role", "events");
    deepEqual(Object.keys(inputs), ["assumeRolePolicy"]);
    deepEqual(inputs.assumeRolePolicy, {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "lambda.amazonaws.com" },
        },
      ],
    });
    const { role } = program.only("aws:lambda/function:Function", "events").inputs;
    equal(role, "arn:aws:iam::123456789012:role/events-name");
  });

  it("allows the role exactly what the function does", () => {
    const allowed = (Action: string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
    deepEqual(program.only("aws:iam/rolePolicy:RolePolicy", "events").inputs, {
      role: "events-name",
      policy: {
        Version: "2012-10-17",
        Statement: [
          allowed(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            "arn:aws:logs:us-east-1:123456789012:log-group:events-name:*",
          ),
          allowed(
            ["execute-api:ManageConnections"],
            "arn:aws:execute-api:us-east-1:123456789012:api/dev/POST/@connections/*",
          ),
          allowed(
            ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
            "arn:aws:dynamodb:us-east-1:123456789012:table/connections-name",
          ),
          allowed(
            ["lambda:InvokeFunction"],
            "arn:aws:lambda:us-east-1:123456789012:function:fan-out-name",
          ),
        ],
      },
    });
  });

  it("allows the function that opens and closes connections its table, and nothing else", () => {
    const { policy } = program.only("aws:iam/rolePolicy:RolePolicy", "lifecycle").inputs;
    const { Statement } = policy as { Statement: { Action: string[] }[] };
    deepEqual(
      Statement.map(({ Action }) => Action),
      [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["dynamodb:PutItem", "dynamodb:DeleteItem"],
      ],
    );
  });

  it("has a function of its own for broadcasts to many, with a role of its own", () => {
    const { inputs } = program.only("aws:lambda/function:Function", "fan-out");
    equal(inputs.timeout, 60);
    deepEqual(inputs.environment, {
      variables: {
        MANAGEMENT_ENDPOINT: "https://api.execute-api.us-east-1.amazonaws.com/dev",
        CONNECTIONS_TABLE: "connections-name",
        CHUNKS_TABLE: "chunks-name",
        CONNECTIONS_PER_INVOCATION: "2000",
        POSTS_PER_SECOND: "910",
      },
    });
    const statementsOf = (name: string) => {
      const { policy } = program.only("aws:iam/rolePolicy:RolePolicy", name).inputs;
      const { Statement } = policy as { Statement: { Action: string[]; Resource: string }[] };
      return Statement.map(({ Action, Resource }) => `${Action.join(" ")} ${Resource}`);
    };
    deepEqual(statementsOf("fan-out"), [
      "logs:CreateLogStream logs:PutLogEvents arn:aws:logs:us-east-1:123456789012:log-group:fan-out-name:*",
      "execute-api:ManageConnections arn:aws:execute-api:us-east-1:123456789012:api/dev/POST/@connections/*",
      "dynamodb:GetItem dynamodb:DeleteItem arn:aws:dynamodb:us-east-1:123456789012:table/connections-name",
      "dynamodb:GetItem dynamodb:PutItem arn:aws:dynamodb:us-east-1:123456789012:table/chunks-name",
      "sqs:SendMessage arn:aws:sqs:us-east-1:123456789012:fan-out-failures-name",
    ]);
    deepEqual(statementsOf("fan-out-invoke-itself"), [
      "lambda:InvokeFunction arn:aws:lambda:us-east-1:123456789012:function:fan-out-name",
    ]);
  });

  it("tries a chunk of a broadcast three times within 15 minutes, and keeps it if all fail", () => {
    const configuration = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    deepEqual(program.only(configuration).inputs, {
      functionName: "fan-out-name",
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 900,
      destinationConfig: {
        onFailure: { destination: "arn:aws:sqs:us-east-1:123456789012:fan-out-failures-name" },
      },
    });
    deepEqual(program.only("aws:sqs/queue:Queue").inputs, {
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
  });

  it("exports where to connect and where to look", () => {
    deepEqual(program.outputs, {
      managementEndpoint: "https://api.execute-api.us-east-1.amazonaws.com/dev",
      url: "wss://api.execute-api.us-east-1.amazonaws.com/dev",
      connect: "npx wscat -c wss://api.execute-api.us-east-1.amazonaws.com/dev",
      tableName: "connections-name",
      natAddress: "",
      functionName: "events-name",
      publisherName: "",
      logGroup: "events-name",
      region: "us-east-1",
      readme: readFileSync(join(__dirname, "../Pulumi.README.md"), "utf8"),
    });
  });

  it("refuses a setting that is not allowed, before it registers anything", async () => {
    const resources: MockedResource[] = [];
    const allowed = "a whole number from 128 to 10240";
    await rejects(programUnderMocks({ config: { memorySize: "100" }, resources }), {
      message: `Configuration "${PROJECT_NAME}:memorySize" is "100". Set it to ${allowed}.`,
    });
    deepEqual(resources, []);
  });

  it("previews the same resources when no output is known yet", () => {
    deepEqual(namesOf(preview), DEV_RESOURCES);
    deepEqual(preview.outputs, {});
  });

  it("ships one file, the same bytes in every run and every stack", async () => {
    const again = await programUnderMocks();
    const other = await programUnderMocks({ stack: "other" });
    equal(other.only("aws:apigatewayv2/stage:Stage").inputs.name, "other");
    const code = await codeOf(program);
    deepEqual(Object.keys(code), ["index.js"]);
    match(code["index.js"]!, /handler/);
    for (const run of [again, other, preview]) deepEqual(await codeOf(run), code);
  });
});

function namesOf({ resources }: ProgramUnderMocks): string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}

function codeOf(program: ProgramUnderMocks): Promise<Record<string, string>> {
  return filesOf(program.only("aws:lambda/function:Function", "events").inputs.code);
}
