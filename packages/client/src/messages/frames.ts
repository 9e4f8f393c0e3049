import { ClientError } from "../client-error";

/** What a message may be made of that a service sends. */
export interface Frame {
  type?: unknown;
  room?: unknown;
  sequence?: unknown;
  id?: unknown;
  replyTo?: unknown;
  oldest?: unknown;
  error?: { code?: unknown; message?: unknown };
  message?: unknown;
  connectionId?: unknown;
  requestId?: unknown;
}

/** @returns what a text says; the text itself if it is no JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @throws ClientError if it cannot be sent. */
export function textOf(message: unknown): string {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  if (text !== undefined) return text;
  throw new ClientError("invalid", `A message is text or JSON, not ${typeof message}.`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @returns the name of the room that a message is of; empty for the only one. */
export function roomOf({ room = "" }: Frame): string {
  return String(room);
}

/** @returns the error that a service reports, or API Gateway: `{ "message", "connectionId", "requestId" }`. */
export function refusalIn(frame: Frame): ClientError | undefined {
  const { type, error, message, connectionId, requestId } = frame;
  const text = type === "error" ? (error?.message ?? type) : connectionId && requestId && message;
  return text ? new ClientError("refused", `Refused: ${text as string}`, frame) : undefined;
}
