import type { Code } from "./code";
import type { EventSource, Queue } from "./queue-types";
import type { EventBus, EventRule, Schedule } from "./events/event-types";

/** The declared program as plain data. Nothing after this knows Pulumi. */
export interface Model {
  project: string;
  stack: string;
  /** Where the program's first WebSocket API is; other resources may be elsewhere, as their ARNs say. */
  region: string;
  accountId: string;
  apis: WebSocketApi[];
  httpApis: HttpApi[];
  domains: CustomDomain[];
  functions: LambdaFunction[];
  tables: Table[];
  queues: Queue[];
  /** The event source mappings of queues. */
  eventSources: EventSource[];
  /** The buses, rules and schedules of EventBridge. */
  buses: EventBus[];
  rules: EventRule[];
  schedules: Schedule[];
  roles: Role[];
  /** Statements of the functions' own policies. */
  permissions: LambdaPermission[];
  /** The bodies of the program's CloudWatch dashboards, as JSON. */
  dashboards: string[];
  /** Names of the log groups that the program declares. */
  logGroups: string[];
  /** Resources without effect on a laptop, for example `aws:cloudwatch/metricAlarm:MetricAlarm "errors"`. */
  inert: string[];
  /** Resources that the run leaves out because it was told to. */
  leftOut: LeftOut[];
  /** The stack's outputs. */
  outputs: Record<string, unknown>;
  /** Source maps of the functions' code as JSON, by the text of the code. */
  sourceMaps: ReadonlyMap<string, string>;
}

/** A resource that callers find refused, because the run leaves it out. */
export interface LeftOut {
  /** For example `aws:sqs/queue:Queue`. */
  type: string;
  /** The name that callers know. */
  physicalName: string;
  arn: string;
  /** For example `aws:sqs/queue:Queue "jobs"`. */
  description: string;
}

export interface WebSocketApi {
  id: string;
  /** For example `arn:aws:execute-api:us-east-1:123456789012:abcdefghij`. */
  executionArn: string;
  name: string;
  routeSelectionExpression: string;
  stages: Stage[];
  /** Routes by route key. */
  routes: Map<string, Route>;
  /** Whether the API can be reached through custom domains only. */
  disableExecuteApiEndpoint: boolean;
}

export interface Stage {
  name: string;
  /** `ws://HOST:PORT/STAGE`; `http:` for an HTTP API. */
  url: string;
  variables: Record<string, string>;
  /** False if nothing is deployed to the stage, so that it has no routes. */
  deployed: boolean;
  /** Limits of routes without limits of their own. */
  throttle: Throttle | undefined;
  /** Limits by route key. */
  routeThrottles: Map<string, Throttle>;
  accessLog: { logGroupArn: string; format: string } | undefined;
  /** Whether metrics are reported per route: the stage's default, and exceptions by route key. */
  detailedMetrics: { byDefault: boolean; routes: Map<string, boolean> };
}

/** A token bucket: requests per second, and the burst. */
export interface Throttle {
  rateLimit: number;
  burstLimit: number;
}

export interface Route {
  routeKey: string;
  integration: Integration;
  authorization: Authorization;
  /** Whether the integration's response is sent to the connection (a RouteResponse `$default`). */
  twoWay: boolean;
}

export type Authorization =
  | { type: "NONE" }
  | { type: "AWS_IAM" }
  | { type: "CUSTOM"; authorizer: Authorizer };

/** A function, and the version or alias that is asked for. */
export interface CalledFunction {
  functionName: string;
  /** For example `live`, `1` or `$LATEST`. */
  qualifier?: string;
}

/** The function that an API calls; in each stage another if a stage variable names it. */
export interface FunctionTarget extends CalledFunction {
  byStage?: Record<string, CalledFunction>;
}

/** A Lambda authorizer (REQUEST). */
export interface Authorizer extends FunctionTarget {
  id: string;
  /** For example `route.request.header.Authorization`. */
  identitySources: string[];
}

export type Integration =
  | ({ id: string; type: "AWS_PROXY"; timeoutMs: number } & FunctionTarget)
  /** Returns a fixed response. */
  | { id: string; type: "MOCK"; statusCode: number; body: string }
  /** Refuses: the run leaves the resource out that would answer. */
  | { id: string; type: "LEFT_OUT"; description: string };

/** An HTTP API. */
export interface HttpApi {
  id: string;
  /** The name in the program. */
  logicalName: string;
  name: string;
  executionArn: string;
  /** Whose URLs are `http://HOST:PORT/STAGE`, or `http://HOST:PORT/API_ID/` for the stage `$default`. */
  stages: Stage[];
  routes: HttpRoute[];
  cors: Cors | undefined;
  /** Whether the API can be reached through custom domains only. */
  disableExecuteApiEndpoint: boolean;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export interface Cors {
  allowCredentials: boolean;
  allowHeaders: string[];
  allowMethods: string[];
  allowOrigins: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number | undefined;
}

export interface HttpRoute {
  /** For example `GET /orders/{id}`, or `$default`. */
  routeKey: string;
  /** Undefined for `$default`, which takes what no other route does. */
  matches: { method: string; segments: string[] } | undefined;
  integration: HttpIntegration;
  authorization: HttpAuthorization;
}

export type PayloadFormat = "1.0" | "2.0";

export type HttpIntegration =
  | ({ id: string; type: "AWS_PROXY"; timeoutMs: number; format: PayloadFormat } & FunctionTarget)
  /** Refuses: the run leaves the resource out that would answer. */
  | { id: string; type: "LEFT_OUT"; description: string };

export type HttpAuthorization =
  | { type: "NONE" }
  | { type: "JWT"; authorizer: JwtAuthorizer; scopes: string[] }
  | { type: "CUSTOM"; authorizer: HttpAuthorizer };

export interface JwtAuthorizer {
  id: string;
  /** For example `$request.header.Authorization`. */
  identitySources: string[];
  issuer: string;
  audiences: string[];
}

/** A Lambda authorizer of an HTTP API. */
export interface HttpAuthorizer extends Authorizer {
  format: PayloadFormat;
  /** Whether the function answers `{ isAuthorized }` and not a policy. */
  hasSimpleResponses: boolean;
  /** How long an answer is used again; 0 if it is not. */
  ttlSeconds: number;
}

/** A custom domain name with its API mappings. */
export interface CustomDomain {
  domainName: string;
  /** The key is the beginning of the path; "" matches every other path. */
  mappings: { key: string; apiId: string; stage: string }[];
}

export interface LambdaFunction {
  /** The name in the program, which log lines show. */
  logicalName: string;
  name: string;
  arn: string;
  roleArn: string;
  /** For example `index.handler`. */
  handler: string;
  /** For example `nodejs24.x` or `provided.al2023`. */
  runtime: string;
  memorySizeMb: number;
  timeoutMs: number;
  environment: Record<string, string>;
  code: Code;
  /** Later ones replace files of earlier ones. */
  layers: Code[];
  logGroup: string;
  logging: LoggingConfig;
  /** The published version and the aliases. Each runs what `$LATEST` does. */
  qualifiers: string[];
  /** Reserved concurrency; undefined if the function uses the account's unreserved concurrency. */
  reservedConcurrency: number | undefined;
  /** The number of environments that start before the first event and stay warm. */
  provisionedConcurrency: number;
  /** Whether Lambda sends traces to X-Ray, for which it uses the function's role. */
  isTraced: boolean;
  eventInvoke: EventInvokeConfig;
  /** ARN of the dead-letter queue. */
  deadLetterArn: string | undefined;
}

/** Levels are TRACE, DEBUG, INFO, WARN, ERROR, FATAL; lines below a level are left out. */
export type LoggingConfig =
  | { format: "Text" }
  | { format: "JSON"; applicationLevel: string; systemLevel: string };

/** The handling of asynchronous invocations. */
export interface EventInvokeConfig {
  maximumRetryAttempts: number;
  maximumEventAgeMs: number;
  /** ARNs of destinations: queues or functions. */
  onFailure?: string;
  onSuccess?: string;
}

export interface Table {
  logicalName: string;
  name: string;
  arn: string;
  /** The input of DynamoDB's CreateTable. */
  definition: Record<string, unknown>;
  /** The TTL attribute, in seconds since 1970; undefined if items do not expire. */
  ttlAttribute: string | undefined;
  /** Items that the program declares, as PutItem takes them. */
  items: object[];
}

/** An IAM role with its policies. iam/ parses the documents. */
export interface Role {
  /** The name in the program, which messages show. */
  logicalName: string;
  name: string;
  arn: string;
  /** For example `AROA1234567890ABCDEF`. */
  uniqueId: string;
  /** The policy document that says who may assume the role, as JSON text or as an object. */
  trustPolicy: unknown;
  policies: PolicySource[];
  /** The permissions boundary. */
  boundary: PolicySource | undefined;
  tags: Record<string, string>;
}

/** A policy of the program with its document, or an AWS managed policy with its ARN. */
export type PolicySource = { name: string; document: unknown } | { name: string; arn: string };

/** A statement of a function's resource-based policy (AddPermission). */
export interface LambdaPermission {
  logicalName: string;
  functionName: string;
  /** The version or alias that it applies to. */
  qualifier: string | undefined;
  /** For example `lambda:InvokeFunction`. */
  action: string;
  /** For example `apigateway.amazonaws.com`. */
  principal: string;
  /** A pattern of ARNs. */
  sourceArn: string | undefined;
  sourceAccount: string | undefined;
  /** Properties that restrict the permission to callers other than API Gateway. */
  otherConditions: string[];
}
