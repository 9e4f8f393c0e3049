import { randomUUID } from "node:crypto";
import { noReceiptHandle } from "./errors";

/** A handle of its own for each receive of a message. */
export function newReceiptHandle(queueName: string, messageId: string): string {
  return Buffer.from(`${queueName} ${messageId} ${randomUUID()}`, "latin1").toString("base64");
}

/** @throws SqsError if the handle is of no message, or of another queue's. */
export function idOfHandle(handle: string, queueName: string): string {
  const [name, id] = Buffer.from(handle, "base64").toString("latin1").split(" ");
  if (name !== queueName || id === undefined) throw noReceiptHandle(handle);
  return id;
}
