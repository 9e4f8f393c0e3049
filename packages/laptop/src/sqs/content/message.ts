import { createHash } from "node:crypto";
import { missing } from "../errors";
import {
  messageAttributesOf,
  sizeOfAttributes,
  systemAttributesOf,
  type Attributes,
} from "./message-attributes";
import { refuseInvalidText } from "./valid-text";

/** What a sender gives. */
export interface Content {
  body: string;
  attributes: Attributes;
  /** `AWSTraceHeader`; senders may set no other. */
  systemAttributes: Attributes;
}

/**
 * Reads the content of SendMessage or of an entry of a batch.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function contentOf(input: Record<string, unknown>): Content {
  const { MessageBody: body } = input;
  if (typeof body !== "string" || body === "") throw missing("MessageBody");
  refuseInvalidText(body);
  return {
    body,
    attributes: messageAttributesOf(input.MessageAttributes),
    systemAttributes: systemAttributesOf(input.MessageSystemAttributes),
  };
}

/** The size that counts for limits: the body, and names, types and values of attributes. */
export function sizeOf({ body, attributes }: Content): number {
  return Buffer.byteLength(body) + sizeOfAttributes(attributes);
}

export function md5Of(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
