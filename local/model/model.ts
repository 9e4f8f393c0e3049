import type { Code } from "../program/resource";

/** What a program declared, as plain data. Nothing after this knows Pulumi. */
export interface Model {
  project: string;
  stack: string;
  region: string;
  accountId: string;
  apis: WebSocketApi[];
  functions: LambdaFunction[];
  tables: Table[];
  /** What has no effect on a laptop, for example `aws:cloudwatch/metricAlarm:MetricAlarm "errors"`. */
  inert: string[];
  /** The stack's outputs. */
  outputs: Record<string, unknown>;
}

export interface WebSocketApi {
  id: string;
  name: string;
  routeSelectionExpression: string;
  stages: Stage[];
  /** Routes by route key. */
  routes: Map<string, Route>;
}

export interface Stage {
  name: string;
  variables: Record<string, string>;
}

export interface Route {
  routeKey: string;
  integration: Integration;
}

/** A Lambda proxy integration. */
export interface Integration {
  id: string;
  functionName: string;
  timeoutMs: number;
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
}

export interface Table {
  logicalName: string;
  name: string;
  /** The input of DynamoDB's CreateTable. */
  definition: Record<string, unknown>;
  /** The attribute that holds the expiry in seconds since 1970, if items expire. */
  ttlAttribute: string | undefined;
}
