import type { Clock } from "../../shared/clock";
import type { QueueCall } from "./call";
import { getQueueAttributes, listDeadLetterSourceQueues, purgeQueue } from "./describe";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  receiveMessage,
} from "./receive";
import { sendMessage, sendMessageBatch } from "./send";

type Operation = (call: QueueCall, clock: Clock) => object | Promise<object>;

/** The operations on a queue, with the action that a caller needs where it has another name. */
export const OPERATIONS: Record<string, { perform: Operation; action?: string }> = {
  SendMessage: { perform: sendMessage },
  SendMessageBatch: { perform: sendMessageBatch, action: "SendMessage" },
  ReceiveMessage: { perform: receiveMessage },
  DeleteMessage: { perform: deleteMessage },
  DeleteMessageBatch: { perform: deleteMessageBatch, action: "DeleteMessage" },
  ChangeMessageVisibility: { perform: changeMessageVisibility },
  ChangeMessageVisibilityBatch: {
    perform: changeMessageVisibilityBatch,
    action: "ChangeMessageVisibility",
  },
  GetQueueUrl: { perform: ({ queue }) => ({ QueueUrl: queue.definition.url }) },
  GetQueueAttributes: { perform: getQueueAttributes },
  PurgeQueue: { perform: purgeQueue },
  ListDeadLetterSourceQueues: { perform: listDeadLetterSourceQueues },
};
