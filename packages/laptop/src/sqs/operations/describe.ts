import type { Clock } from "../../shared/clock";
import { ownError, SqsError } from "../errors";
import type { QueueState } from "../queue-state";
import type { Queues } from "../queues";
import { textsIn, type Input, type QueueCall } from "./call";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export function getQueueAttributes({ input, queue }: QueueCall): object {
  const asked = textsIn(input, "AttributeNames");
  const all = attributesOf(queue);
  for (const name of asked) {
    if (name !== "All" && !KNOWN.has(name))
      throw new SqsError(
        "com.amazonaws.sqs#InvalidAttributeName",
        "InvalidAttributeName",
        `Unknown Attribute ${name}.`,
      );
  }
  const chosen = Object.entries(all).filter(
    ([name, value]) => value !== undefined && (asked.includes("All") || asked.includes(name)),
  );
  if (chosen.length === 0) return {};
  return { Attributes: Object.fromEntries(chosen.map(([name, value]) => [name, String(value)])) };
}

function attributesOf(queue: QueueState) {
  const { definition, createdAtMs, counts } = queue;
  const seconds = Math.floor(createdAtMs / 1000);
  const { isFifo, redrive, policy } = definition;
  const text = (document: unknown) =>
    document === undefined || typeof document === "string" ? document : JSON.stringify(document);
  return {
    QueueArn: definition.arn,
    ApproximateNumberOfMessages: counts.visible,
    ApproximateNumberOfMessagesNotVisible: counts.inFlight,
    ApproximateNumberOfMessagesDelayed: counts.delayed,
    CreatedTimestamp: seconds,
    LastModifiedTimestamp: seconds,
    VisibilityTimeout: definition.visibilityTimeoutSeconds,
    MaximumMessageSize: definition.maximumMessageSize,
    MessageRetentionPeriod: definition.retentionSeconds,
    DelaySeconds: definition.delaySeconds,
    Policy: text(policy),
    ReceiveMessageWaitTimeSeconds: definition.receiveWaitTimeSeconds,
    RedrivePolicy:
      redrive &&
      JSON.stringify({
        deadLetterTargetArn: redrive.targetArn,
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    FifoQueue: isFifo || undefined,
    ContentBasedDeduplication: isFifo ? definition.contentBasedDeduplication : undefined,
    DeduplicationScope: isFifo ? definition.deduplicationScope : undefined,
    SqsManagedSseEnabled: true,
  };
}

const KNOWN = new Set([
  ...Object.keys(attributesOf({ definition: {}, counts: {}, createdAtMs: 0 } as never)),
  ..."KmsMasterKeyId KmsDataKeyReusePeriodSeconds FifoThroughputLimit RedriveAllowPolicy".split(
    " ",
  ),
]);

const PURGE_MS = 60_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export function purgeQueue({ queue }: QueueCall, clock: Clock): object {
  const { name } = queue.definition;
  if (clock.now() - queue.purgedAtMs < PURGE_MS)
    throw ownError(
      "PurgeQueueInProgress",
      `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
      403,
    );
  queue.purge();
  return {};
}

export function listDeadLetterSourceQueues({ queue, queues }: QueueCall): object {
  const { arn } = queue.definition;
  const sources = queues.all().filter(({ definition }) => definition.redrive?.targetArn === arn);
  return { queueUrls: sources.map(({ definition }) => definition.url) };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export function listQueues(input: Input, queues: Queues): object {
  const { QueueNamePrefix: prefix } = input;
  const start = typeof prefix === "string" ? prefix : "";
  const urls = queues
    .all()
    .filter(({ definition: { name } }) => name.startsWith(start))
    .map(({ definition: { url } }) => url);
  return urls.length > 0 ? { QueueUrls: urls } : {};
}
