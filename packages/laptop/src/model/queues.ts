import { UserError } from "../shared/errors";
import { describe, textOf, type OfType, type PlainResource } from "./declared";
import type { Queue } from "./queue-types";

const QUEUE = "aws:sqs/queue:Queue";

/**
 * The queues with what is set on them by resources of their own.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export function buildQueues(ofType: OfType): Queue[] {
  const queues = ofType(QUEUE).map((queue) => buildQueue(queue, ofType));
  for (const { logicalName, redrive, isFifo } of queues) {
    if (!redrive) continue;
    const target = queues.find(({ arn }) => arn === redrive.targetArn);
    const named = `${QUEUE} "${logicalName}"`;
    if (!target)
      throw new UserError(
        "MODEL",
        `${named} has the dead-letter queue "${redrive.targetArn}", which is not a queue of this program. Declare it.`,
      );
    if (target.isFifo !== isFifo)
      throw new UserError(
        "MODEL",
        `${named} and its dead-letter queue "${target.logicalName}" must both be FIFO queues, or both standard queues.`,
      );
  }
  return queues;
}

function buildQueue(queue: PlainResource, ofType: OfType): Queue {
  const { outputs } = queue;
  const of = (type: string, property: string) =>
    ofType(type).find((each) => each.outputs.queueUrl === outputs.url)?.outputs[property];
  const number = (property: string, byDefault: number, [least, most]: [number, number]) => {
    const value = Number(outputs[property] ?? byDefault);
    if (value >= least && value <= most) return value;
    throw new UserError(
      "MODEL",
      `${describe(queue)} has ${property} ${value}. Choose ${least} to ${most}.`,
    );
  };
  const name = textOf(outputs.name);
  const isFifo = outputs.fifoQueue === true;
  if (isFifo !== name.endsWith(".fifo"))
    throw new UserError(
      "MODEL",
      `${describe(queue)} has the name "${name}". The name of a FIFO queue, and of no other, ends in ".fifo".`,
    );
  return {
    logicalName: queue.name,
    name,
    arn: textOf(outputs.arn),
    url: textOf(outputs.url),
    isFifo,
    visibilityTimeoutSeconds: number("visibilityTimeoutSeconds", 30, [0, 43_200]),
    delaySeconds: number("delaySeconds", 0, [0, 900]),
    maximumMessageSize: number("maxMessageSize", MAX_MESSAGE_BYTES, [1024, MAX_MESSAGE_BYTES]),
    retentionSeconds: number("messageRetentionSeconds", 345_600, [60, 1_209_600]),
    receiveWaitTimeSeconds: number("receiveWaitTimeSeconds", 0, [0, 20]),
    contentBasedDeduplication: outputs.contentBasedDeduplication === true,
    deduplicationScope: outputs.deduplicationScope === "messageGroup" ? "messageGroup" : "queue",
    redrive: redriveOf(
      queue,
      outputs.redrivePolicy ?? of("aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy"),
    ),
    policy: outputs.policy ?? of("aws:sqs/queuePolicy:QueuePolicy", "policy"),
  };
}

/** Of a message, and of a batch. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

function redriveOf(queue: PlainResource, policy: unknown): Queue["redrive"] {
  if (policy === undefined || policy === "") return undefined;
  const wrong = new UserError(
    "MODEL",
    `${describe(queue)} has a redrivePolicy that is not { deadLetterTargetArn, maxReceiveCount } with a count of 1 to 1000.`,
  );
  try {
    const { deadLetterTargetArn, maxReceiveCount } = (
      typeof policy === "string" ? JSON.parse(policy) : policy
    ) as Record<string, unknown>;
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === "string" && count >= 1 && count <= 1000)
      return { targetArn: deadLetterTargetArn, maxReceiveCount: count };
  } catch {
    throw wrong;
  }
  throw wrong;
}
