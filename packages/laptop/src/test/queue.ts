import type { Clock } from "../shared/clock";
import type { Attributes } from "../sqs/content/message-attributes";
import type { QueueState } from "../sqs/queue-state";
import { isDelayed, isInFlight } from "../sqs/stored-message";

/** A message in a queue. */
export interface TestMessage {
  readonly id: string;
  readonly body: string;
  /** Message attributes: texts as they are, bytes in Base64. */
  readonly attributes: Record<string, string>;
  readonly receiveCount: number;
  /** `visible`: it can be received. `inFlight`: somebody has received it. `delayed`: its delay has not passed. */
  readonly state: "visible" | "inFlight" | "delayed";
  /** Of a FIFO queue, or as its sender says. */
  readonly groupId: string | undefined;
}

export interface MessageOptions {
  /** Message attributes of the type String. */
  attributes?: Record<string, string>;
  delaySeconds?: number;
  groupId?: string;
  deduplicationId?: string;
}

/** A queue of the program, used with every permission. Calls of this kind meet no fault. */
export interface TestQueue {
  /** Its name in SQS. */
  readonly name: string;
  /** Every message that nobody has deleted, the oldest first. */
  messages(): TestMessage[];
  /** Sends a message: a text, or anything else as JSON. @returns its ID. @throws Error as SQS refuses it. */
  send(body: unknown, options?: MessageOptions): string;
  /** Deletes every message. */
  purge(): void;
}

/** @param queue as it is now: a change of the program may have made another. */
export function testQueue(queue: () => QueueState, clock: Clock): TestQueue {
  return {
    name: queue().definition.name,
    messages() {
      const nowMs = clock.now();
      return queue().messages.map((message) => {
        const { id, body, receiveCount, groupId, attributes } = message;
        const state = isInFlight(message, nowMs)
          ? "inFlight"
          : isDelayed(message, nowMs)
            ? "delayed"
            : "visible";
        return { id, body, attributes: textsOf(attributes), receiveCount, state, groupId };
      });
    },
    send(body, { attributes = {}, ...options } = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const typed = Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: "String", StringValue },
      ]);
      const content = { body: text, attributes: Object.fromEntries(typed) as Attributes };
      return queue().send({ ...content, systemAttributes: {} }, options).id;
    },
    purge: () => queue().purge(),
  };
}

function textsOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { StringValue, BinaryValue = "" }]) => [
      name,
      StringValue ?? BinaryValue,
    ]),
  );
}
