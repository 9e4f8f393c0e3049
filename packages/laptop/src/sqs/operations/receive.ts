import type { Clock } from "../../shared/clock";
import { invalidValue, missing } from "../errors";
import { md5Of } from "../content/message";
import { md5OfAttributes, type Attributes } from "../content/message-attributes";
import type { QueueState } from "../queue-state";
import type { StoredMessage } from "../stored-message";
import { inBatch } from "./batch";
import { numberIn, textIn, textsIn, type Input, type QueueCall } from "./call";

const VISIBILITY: [number, number] = [0, 43_200];

/**
 * Differs from AWS: ReceiveRequestAttemptId is ignored, so that a repeated receive of a FIFO queue gets other messages.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export async function receiveMessage(
  { input, queue, signal }: QueueCall,
  clock: Clock,
): Promise<object> {
  const max = numberIn(
    input,
    "MaxNumberOfMessages",
    [1, 10],
    "Must be between 1 and 10, if provided.",
  );
  const seconds = numberIn(
    input,
    "VisibilityTimeout",
    VISIBILITY,
    "Must be between 0 and 43200, if provided.",
  );
  const wait = numberIn(input, "WaitTimeSeconds", [0, 20], "Must be >= 0 and <= 20, if provided.");
  const system = [
    ...textsIn(input, "AttributeNames"),
    ...textsIn(input, "MessageSystemAttributeNames"),
  ];
  const named = textsIn(input, "MessageAttributeNames");
  const waitSeconds = wait ?? queue.definition.receiveWaitTimeSeconds;
  const receive = () => queue.receive(max ?? 1, seconds);
  const messages = await received(receive, queue, waitSeconds * 1000, clock, signal);
  if (messages.length === 0) return {};
  return { Messages: messages.map((message) => shown(message, system, named)) };
}

/** Waits for a message, if there is none: long polling. */
async function received(
  receive: () => StoredMessage[],
  queue: QueueState,
  waitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<StoredMessage[]> {
  if (signal.aborted) return [];
  const messages = receive();
  if (messages.length > 0 || waitMs === 0) return messages;
  return new Promise((resolve) => {
    const end = (found: StoredMessage[]) => {
      unsubscribe();
      timer.cancel();
      resolve(found);
    };
    const unsubscribe = queue.subscribe(() => {
      if (signal.aborted) return end([]);
      const found = receive();
      if (found.length > 0) end(found);
    });
    const timer = clock.after(waitMs, () => end([]));
    signal.addEventListener("abort", () => end([]), { once: true });
  });
}

function shown(message: StoredMessage, system: string[], named: string[]): object {
  const attributes = chosenAttributes(message.attributes, named);
  const md5 = md5OfAttributes(attributes);
  const all = systemAttributesOf(message);
  const isAsked = (name: string) => system.includes("All") || system.includes(name);
  const entries = Object.entries(all).filter(([name]) => isAsked(name));
  return {
    ...(entries.length > 0 && { Attributes: Object.fromEntries(entries) }),
    Body: message.body,
    MD5OfBody: md5Of(message.body),
    ...(md5 !== undefined && { MD5OfMessageAttributes: md5, MessageAttributes: attributes }),
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
  };
}

/** What receivers and functions see of a message beside its content, as text. */
export function systemAttributesOf(message: StoredMessage): Record<string, string> {
  const values: Record<string, string | number | undefined> = {
    ApproximateReceiveCount: message.receiveCount,
    AWSTraceHeader: message.systemAttributes.AWSTraceHeader?.StringValue,
    SentTimestamp: message.sentAtMs,
    SequenceNumber: message.sequenceNumber,
    MessageGroupId: message.groupId,
    SenderId: message.senderId,
    MessageDeduplicationId: message.deduplicationId,
    ApproximateFirstReceiveTimestamp: message.firstReceivedAtMs,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}

/** Names, beginnings of names (`order.*`), or everything (`All`, `.*`). */
function chosenAttributes(attributes: Attributes, named: string[]): Attributes {
  const isAsked = (name: string) =>
    named.some((asked) =>
      asked === "All" || asked === ".*"
        ? true
        : asked.endsWith(".*")
          ? name.startsWith(asked.slice(0, -2))
          : asked === name,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isAsked(name)));
}

export function deleteMessage({ input, queue }: QueueCall): object {
  const handle = textIn(input, "ReceiptHandle");
  if (queue.delete(handle)) return {};
  throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
}

export function deleteMessageBatch(call: QueueCall): object {
  return inBatch(call, "DeleteMessageBatchRequestEntry", (input) =>
    deleteMessage({ ...call, input }),
  );
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function changeMessageVisibility({ input, queue }: QueueCall): object {
  const handle = textIn(input, "ReceiptHandle");
  queue.changeVisibility(handle, visibilityIn(input));
  return {};
}

export function changeMessageVisibilityBatch(call: QueueCall): object {
  return inBatch(call, "ChangeMessageVisibilityBatchRequestEntry", (input) =>
    changeMessageVisibility({ ...call, input }),
  );
}

function visibilityIn(input: Input): number {
  const value = input.VisibilityTimeout;
  if (value === undefined) throw missing("VisibilityTimeout");
  const seconds = numberIn(
    input,
    "VisibilityTimeout",
    VISIBILITY,
    "VisibilityTimeout must be an integer between 0 and 43200",
  );
  if (seconds === undefined) throw invalidValue("VisibilityTimeout", value, "Must be a number.");
  return seconds;
}
