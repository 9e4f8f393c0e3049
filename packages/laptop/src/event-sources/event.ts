import { md5Of } from "../sqs/content/message";
import { md5OfAttributes } from "../sqs/content/message-attributes";
import { systemAttributesOf } from "../sqs/operations/receive";
import type { StoredMessage } from "../sqs/stored-message";

/**
 * The event of a batch of messages.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function sqsEvent(messages: StoredMessage[], queueArn: string): object {
  return { Records: messages.map((message) => recordOf(message, queueArn)) };
}

function recordOf(message: StoredMessage, queueArn: string): object {
  const md5 = md5OfAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributesOf(message),
    messageAttributes: attributesOf(message),
    ...(md5 !== undefined && { md5OfMessageAttributes: md5 }),
    md5OfBody: md5Of(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3],
  };
}

/** What only a receive gives a message: a receipt handle and a time. */
const RECEIVED_BYTES = 512;

/** How many bytes a message that was not received yet takes of an event, at most. */
export function bytesInEvent(message: StoredMessage, queueArn: string): number {
  return Buffer.byteLength(JSON.stringify(recordOf(message, queueArn))) + RECEIVED_BYTES;
}

function attributesOf({ attributes }: StoredMessage): object {
  const entries = Object.entries(attributes).map(([name, value]) => {
    const { DataType: dataType, StringValue, BinaryValue } = value;
    const given = {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    };
    return [name, { ...given, stringListValues: [], binaryListValues: [], dataType }];
  });
  return Object.fromEntries(entries) as object;
}

/**
 * Which messages a function that reports failures did not handle.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 * @returns undefined if the whole batch counts as failed.
 */
export function failedIn(payload: unknown, messages: StoredMessage[]): Set<string> | undefined {
  if (payload === null || payload === undefined) return new Set();
  const { batchItemFailures } = payload as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return undefined;
  const ids = batchItemFailures.map(
    (each) => (each as { itemIdentifier?: unknown } | null)?.itemIdentifier,
  );
  const known = new Set<unknown>(messages.map(({ id }) => id));
  return ids.every((id) => known.has(id)) ? new Set(ids as string[]) : undefined;
}
