import { MAX_MESSAGE_BYTES } from "../../model/queues";
import { contentOf, md5Of, sizeOf } from "../content/message";
import { md5OfAttributes } from "../content/message-attributes";
import { NO_DEDUPLICATION_ID } from "../deduplication";
import { invalid, invalidValue, ownError } from "../errors";
import { inBatch } from "./batch";
import { numberIn, optionalText, type Input, type QueueCall } from "./call";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage({ input, queue, senderId }: QueueCall): object {
  const content = contentOf(input);
  const { isFifo } = queue.definition;
  const delaySeconds = numberIn(
    input,
    "DelaySeconds",
    [0, 900],
    "DelaySeconds must be >= 0 and <= 900.",
  );
  const deduplicationId = idOf(input, "MessageDeduplicationId");
  for (const [name, value] of [
    // 0 is what some callers send for nothing.
    ["DelaySeconds", isFifo && delaySeconds ? delaySeconds : undefined],
    ["MessageDeduplicationId", isFifo ? undefined : deduplicationId],
  ] as const) {
    if (value !== undefined)
      throw invalidValue(
        name,
        value,
        "The request include parameter that is not valid for this queue type.",
      );
  }
  const groupId = idOf(input, "MessageGroupId");
  const sent = queue.send(content, {
    delaySeconds: isFifo ? undefined : delaySeconds,
    groupId,
    deduplicationId,
    senderId,
  });
  const ofAttributes = md5OfAttributes(content.attributes);
  const ofSystem = md5OfAttributes(content.systemAttributes);
  return {
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    MD5OfMessageBody: md5Of(content.body),
    ...(ofSystem !== undefined && { MD5OfMessageSystemAttributes: ofSystem }),
    MessageId: sent.id,
    ...(sent.sequenceNumber !== undefined && { SequenceNumber: sent.sequenceNumber }),
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export function sendMessageBatch(call: QueueCall): object {
  return inBatch(
    call,
    "SendMessageBatchRequestEntry",
    (input) => sendMessage({ ...call, input }),
    (entries) => {
      checkGroups(entries, call.queue.definition);
      const bytes = entries.reduce((sum, entry) => sum + sizeOfEntry(entry), 0);
      // Whatever the queue's own limit is, which each of the messages has to keep.
      if (bytes > MAX_MESSAGE_BYTES)
        throw ownError(
          "BatchRequestTooLong",
          `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
        );
    },
  );
}

/** A FIFO queue takes no batch in which a message has no group or no deduplication ID: recorded in 2023. */
function checkGroups(
  entries: Input[],
  { isFifo, contentBasedDeduplication }: QueueCall["queue"]["definition"],
): void {
  const lacks = (name: string) =>
    entries.some((entry) => entry[name] === undefined || entry[name] === null);
  if (!isFifo) return;
  if (lacks("MessageGroupId"))
    throw invalid("The request must contain the parameter MessageGroupId.");
  if (!contentBasedDeduplication && lacks("MessageDeduplicationId"))
    throw invalid(NO_DEDUPLICATION_ID);
}

function sizeOfEntry(entry: Input): number {
  try {
    return sizeOf(contentOf(entry));
  } catch {
    // The entry fails by itself.
    return 0;
  }
}

function idOf(input: Input, name: string): string | undefined {
  const id = optionalText(input, name);
  if (id === undefined || /^[!-~]{1,128}$/.test(id)) return id;
  throw invalidValue(
    name,
    id,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}
