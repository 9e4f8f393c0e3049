import type { EventPattern } from "./event-pattern";
import type { ScheduleExpression } from "./expression";

/** A bus of EventBridge that the program declares. Each account has another one, `default`. */
export interface EventBus {
  logicalName: string;
  name: string;
  arn: string;
}

/** A rule of EventBridge: it fires by a schedule, by the events of its bus, or both. */
export interface EventRule {
  logicalName: string;
  name: string;
  arn: string;
  /** The name of its bus. */
  bus: string;
  schedule: ScheduleExpression | undefined;
  pattern: EventPattern | undefined;
  isEnabled: boolean;
  targets: RuleTarget[];
}

/** Who gets an event: a function, a queue, or nobody, because the run leaves the resource out. */
export type Receiver =
  | { kind: "function"; arn: string; functionName: string; qualifier?: string }
  | { kind: "queue"; arn: string; messageGroupId?: string }
  | { kind: "left out"; arn: string };

/** How often and how long a delivery is tried again. */
export interface RetryPolicy {
  maximumRetryAttempts: number;
  maximumEventAgeMs: number;
}

/** What becomes of events that a target does not get. */
export interface Undelivered {
  retryPolicy: RetryPolicy;
  /** The queue that keeps them. */
  deadLetterArn?: string;
}

export interface RuleTarget extends Undelivered {
  id: string;
  receiver: Receiver;
  /** Constant JSON. */
  input?: string;
  /** A part of the event: `$.detail`. */
  inputPath?: string;
  inputTransformer?: { paths: Record<string, string>; template: string };
}

/** A schedule of EventBridge Scheduler. */
export interface Schedule extends Undelivered {
  logicalName: string;
  name: string;
  group: string;
  arn: string;
  schedule: ScheduleExpression;
  /** For example `Europe/Paris`. */
  zone: string;
  isEnabled: boolean;
  /** When it may fire first and last, in milliseconds since 1970. */
  startMs: number | undefined;
  endMs: number | undefined;
  receiver: Receiver;
  /** The role that calls the receiver. */
  roleArn: string;
  /** JSON or text; the default event if not given. */
  input: string | undefined;
}
