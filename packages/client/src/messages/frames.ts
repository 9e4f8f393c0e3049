import { ClientError } from "../client-error";

/** What a message may be made of that a service sends. */
export interface Frame {
  type?: unknown;
  room?: unknown;
  sequence?: unknown;
  id?: unknown;
  from?: unknown;
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
  const text = wordsOf(message);
  if (text !== undefined) return text;
  throw new ClientError("invalid", "Neither text nor JSON");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && !!value && !Array.isArray(value);
}

/** @returns the error that a service reports, or API Gateway: `{ "message", "connectionId", "requestId" }`. */
export function refusalIn(frame: Frame): ClientError | undefined {
  const { type, error, message, connectionId, requestId } = frame;
  const text = type === "error" ? (error?.message ?? type) : connectionId && requestId && message;
  return text ? new ClientError("refused", "Refused: " + wordsOf(text), frame) : undefined;
}

/** By the ID and who gave it, so that nobody's message is taken for another one's. */
export function idIn({ id, from }: Frame): unknown {
  return id === undefined ? id : wordsOf([from, id]);
}

/** Unlike String(), it never throws for what was JSON. */
function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
