import type {
  LambdaFunction,
  Model,
  Route,
  Stage,
  Table,
  WebSocketApi,
} from "../../src/model/model";

/** A model with the given parts and nothing else. */
export function modelOf(parts: Partial<Model>): Model {
  const model = {
    project: "project",
    stack: "dev",
    region: "us-east-1",
    accountId: "123456789012",
    apis: [],
    httpApis: [],
    domains: [],
    functions: [],
    tables: [],
    queues: [],
    eventSources: [],
    buses: [],
    rules: [],
    schedules: [],
    roles: [],
    permissions: [],
    dashboards: [],
    logGroups: [],
    inert: [],
    leftOut: [],
    sourceMaps: new Map(),
    outputs: {},
    ...parts,
  };
  return model;
}

/** A function whose code is one file. */
export function functionOf(code: string, parts: Partial<LambdaFunction> = {}): LambdaFunction {
  const name = parts.name ?? "greeter";
  return {
    logicalName: name,
    name,
    arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    roleArn: `arn:aws:iam::123456789012:role/${name}`,
    handler: "index.handler",
    runtime: "nodejs24.x",
    memorySizeMb: 128,
    timeoutMs: 3000,
    environment: {},
    code: { files: { "index.js": { text: code } } },
    layers: [],
    logGroup: `/aws/lambda/${name}`,
    logging: { format: "Text" },
    qualifiers: [],
    reservedConcurrency: undefined,
    isTraced: false,
    provisionedConcurrency: 0,
    eventInvoke: { maximumRetryAttempts: 2, maximumEventAgeMs: 6 * 60 * 60 * 1000 },
    deadLetterArn: undefined,
    ...parts,
  };
}

/** A table with the string key "id" whose items expire at "expiresAt". */
export function tableOf(name: string, parts: Partial<Table> = {}): Table {
  return {
    logicalName: name,
    name,
    arn: `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`,
    ttlAttribute: "expiresAt",
    items: [],
    definition: {
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    },
    ...parts,
  };
}

/** An API with the stage "dev" whose routes all lead to the function "events". */
export function apiOf(routeKeys: string[], parts: Partial<WebSocketApi> = {}): WebSocketApi {
  const integration = { id: "1", type: "AWS_PROXY", functionName: "events", timeoutMs: 29_000 };
  const route = { integration, authorization: { type: "NONE" }, twoWay: false };
  const api = {
    id: "x5dq2mb9qi",
    executionArn: `arn:aws:execute-api:us-east-1:123456789012:${parts.id ?? "x5dq2mb9qi"}`,
    name: "websockets",
    routeSelectionExpression: "$request.body.action",
    stages: [stageOf("dev")],
    routes: new Map(routeKeys.map((routeKey) => [routeKey, { ...route, routeKey } as Route])),
    disableExecuteApiEndpoint: false,
    ...parts,
  };
  return api;
}

/** A stage without variables and limits. */
export function stageOf(name: string, parts: Partial<Stage> = {}): Stage {
  const url = `ws://127.0.0.1:3000/${name}`;
  return {
    name,
    url,
    variables: {},
    deployed: true,
    throttle: undefined,
    routeThrottles: new Map(),
    accessLog: undefined,
    detailedMetrics: { byDefault: false, routes: new Map() },
    ...parts,
  };
}
