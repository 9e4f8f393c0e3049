import type { Code } from "./code";

/** What a program declared, as plain data. Nothing after this knows Pulumi. */
export interface Model {
  project: string;
  stack: string;
  region: string;
  accountId: string;
  apis: WebSocketApi[];
  domains: CustomDomain[];
  functions: LambdaFunction[];
  tables: Table[];
  roles: Role[];
  /** Who may invoke functions without a role. */
  permissions: LambdaPermission[];
  /** Names of the log groups that the program declares. */
  logGroups: string[];
  /** What has no effect on a laptop, for example `aws:cloudwatch/metricAlarm:MetricAlarm "errors"`. */
  inert: string[];
  /** The stack's outputs. */
  outputs: Record<string, unknown>;
  /** Source maps of functions' code, as JSON, by the text of the code. */
  sourceMaps: ReadonlyMap<string, string>;
}

export interface WebSocketApi {
  id: string;
  name: string;
  routeSelectionExpression: string;
  stages: Stage[];
  /** Routes by route key. */
  routes: Map<string, Route>;
  /** Whether only custom domains lead to the API. */
  disableExecuteApiEndpoint: boolean;
}

export interface Stage {
  name: string;
  /** `ws://HOST:PORT/STAGE` */
  url: string;
  variables: Record<string, string>;
  /** False if nothing was deployed to the stage: it then has no routes. */
  deployed: boolean;
  /** Limits for routes without limits of their own. */
  throttle: Throttle | undefined;
  /** Limits by route key. */
  routeThrottles: Map<string, Throttle>;
  accessLog: { logGroupArn: string; format: string } | undefined;
  /** Whether metrics are told for each route: of the stage, and by route key where a route differs. */
  detailedMetrics: { byDefault: boolean; routes: Map<string, boolean> };
}

/** A token bucket: requests a second, and how many at once. */
export interface Throttle {
  rateLimit: number;
  burstLimit: number;
}

export interface Route {
  routeKey: string;
  integration: Integration;
  authorization: Authorization;
  /** Whether the answer of the integration is sent to the connection (a RouteResponse `$default`). */
  twoWay: boolean;
}

export type Authorization =
  { type: "NONE" } | { type: "AWS_IAM" } | { type: "CUSTOM"; authorizer: Authorizer };

/** A Lambda authorizer (REQUEST). */
export interface Authorizer {
  id: string;
  functionName: string;
  /** For example `route.request.header.Authorization`. */
  identitySources: string[];
}

export type Integration =
  | { id: string; type: "AWS_PROXY"; functionName: string; timeoutMs: number }
  /** Answers by itself, with a fixed body. */
  | { id: string; type: "MOCK"; statusCode: number; body: string };

/** A custom domain name with the APIs that its paths lead to. */
export interface CustomDomain {
  domainName: string;
  /** By key: the first segments of the path; "" for the rest. */
  mappings: { key: string; apiId: string; stage: string }[];
}

export interface LambdaFunction {
  /** The name in the program; log lines use it. */
  logicalName: string;
  name: string;
  arn: string;
  roleArn: string;
  /** For example `index.handler`. */
  handler: string;
  /** For example `nodejs24.x`. */
  runtime: string;
  memorySizeMb: number;
  timeoutMs: number;
  environment: Record<string, string>;
  code: Code;
  logGroup: string;
  logging: LoggingConfig;
  /** Names under which the function can be invoked besides `$LATEST`. */
  aliases: string[];
  /** How many events the function may handle at once, kept for it alone; undefined: what others leave. */
  reservedConcurrency: number | undefined;
  /** How many environments are started before the first event, and kept. */
  provisionedConcurrency: number;
  /** Whether Lambda sends traces to X-Ray, with the function's role. */
  isTraced: boolean;
  eventInvoke: EventInvokeConfig;
  /** ARN of where asynchronous events go that the function failed to handle. */
  deadLetterArn: string | undefined;
}

/** Levels are TRACE, DEBUG, INFO, WARN, ERROR, FATAL; lines below a level are left out. */
export type LoggingConfig =
  { format: "Text" } | { format: "JSON"; applicationLevel: string; systemLevel: string };

/** What becomes of events that nobody waits for. */
export interface EventInvokeConfig {
  maximumRetryAttempts: number;
  maximumEventAgeMs: number;
  /** ARNs of queues or functions that get a record. */
  onFailure?: string;
  onSuccess?: string;
}

export interface Table {
  logicalName: string;
  name: string;
  /** The input of DynamoDB's CreateTable. */
  definition: Record<string, unknown>;
  /** The attribute that holds the expiry in seconds since 1970, if items expire. */
  ttlAttribute: string | undefined;
}

/** An IAM role with its policies, which are read when access is controlled. */
export interface Role {
  /** The name in the program; messages use it. */
  logicalName: string;
  name: string;
  arn: string;
  /** For example `AROA1234567890ABCDEF`. */
  uniqueId: string;
  /** Who may assume the role: a policy document, as JSON text or as what it says. */
  trustPolicy: unknown;
  policies: PolicySource[];
  /** The most that the policies can allow. */
  boundary: PolicySource | undefined;
  tags: Record<string, string>;
}

/** A policy of the program with its document, or one that AWS wrote with its ARN. */
export type PolicySource = { name: string; document: unknown } | { name: string; arn: string };

/** A statement of a function's own policy: AddPermission. */
export interface LambdaPermission {
  logicalName: string;
  functionName: string;
  /** The version or alias that it is about. */
  qualifier: string | undefined;
  /** For example `lambda:InvokeFunction`. */
  action: string;
  /** For example `apigateway.amazonaws.com`. */
  principal: string;
  /** A pattern of ARNs. */
  sourceArn: string | undefined;
  sourceAccount: string | undefined;
  /** Properties that only let in callers which API Gateway is not. */
  otherConditions: string[];
}
