import { MAX_MESSAGE_BYTES } from "../management/post";

/** What another system has to say, and to whom: everyone, unless it names a user or a connection. */
export interface Publication {
  message: string;
  /** Whoever is connected as this user, as often as they are: `principalId` of their identity. */
  user?: string;
  connectionId?: string;
}

/**
 * The publications of an event, however it comes: as an object or as text alone, from `aws lambda invoke`; as the
 * detail of an EventBridge event; or in the records of an SNS topic or an SQS queue.
 * @throws Error that says what is wrong with the first that is not one.
 */
export function publicationsIn(event: unknown): Publication[] {
  const { detail, Records } = isObject(event) ? event : {};
  if (detail !== undefined) return [publicationOf(detail)];
  if (!Array.isArray(Records)) return [publicationOf(event)];
  return Records.map((record: unknown) => {
    const { Sns, body } = isObject(record) ? record : {};
    return publicationOf(jsonOr(isObject(Sns) ? Sns.Message : body));
  });
}

const FIELDS = ["message", "user", "connectionId"];

function publicationOf(value: unknown): Publication {
  const given = typeof value === "string" ? { message: value } : value;
  const example = '{ "message": "hi" }, with "user" or "connectionId" if it is not for everyone';
  if (!isObject(given) || typeof given.message !== "string")
    throw new Error(`A publication has no message. Write it as ${example}.`);
  for (const [name, field] of Object.entries(given)) {
    if (!FIELDS.includes(name))
      throw new Error(`A publication has the field "${name}". Write it as ${example}.`);
    if (typeof field !== "string" || (field === "" && name !== "message"))
      throw new Error(`The field "${name}" of a publication is no text. Write it as ${example}.`);
  }
  const bytes = Buffer.byteLength(given.message);
  if (bytes > MAX_MESSAGE_BYTES)
    throw new Error(
      `The message of a publication has ${bytes} bytes; ${MAX_MESSAGE_BYTES} is the most.`,
    );
  // Not the narrower of both: whoever sent it meant one of them.
  if (given.user !== undefined && given.connectionId !== undefined)
    throw new Error(`A publication names a user and a connection. Name one.`);
  return given as unknown as Publication;
}

/** What is sent to a topic or a queue is text, which may be JSON. */
function jsonOr(text: unknown): unknown {
  try {
    const value: unknown = JSON.parse(String(text));
    return isObject(value) ? value : text;
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
