import type { EventPattern } from "./events/event-pattern";

/** An SQS queue. */
export interface Queue {
  /** The name in the program. */
  logicalName: string;
  name: string;
  arn: string;
  url: string;
  isFifo: boolean;
  visibilityTimeoutSeconds: number;
  delaySeconds: number;
  /** In bytes. */
  maximumMessageSize: number;
  retentionSeconds: number;
  receiveWaitTimeSeconds: number;
  /** Whether a message of a FIFO queue without a deduplication ID has the hash of its body as one. */
  contentBasedDeduplication: boolean;
  /** Whether a deduplication ID counts in the whole FIFO queue, or in its message group. */
  deduplicationScope: "queue" | "messageGroup";
  /** Where messages go that were received too often. */
  redrive: { targetArn: string; maxReceiveCount: number } | undefined;
  /** The queue's own policy, as JSON text or as an object. */
  policy: unknown;
}

/** An event source mapping: a function that gets the messages of a queue. */
export interface EventSource {
  /** The name in the program. */
  logicalName: string;
  functionName: string;
  qualifier?: string;
  queueArn: string;
  batchSize: number;
  /** How long messages are gathered. */
  windowMs: number;
  /** Whether the function says which messages failed. */
  reportsBatchItemFailures: boolean;
  maximumConcurrency: number | undefined;
  /** Which messages are handled; all if there are none. Others are deleted. */
  filters: EventPattern[];
  enabled: boolean;
}
