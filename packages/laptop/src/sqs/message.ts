import { createHash } from "node:crypto";
import { invalid, missing, SqsError } from "./errors";

/** A value of a message attribute; binary ones in Base64. */
export interface AttributeValue {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export type Attributes = Record<string, AttributeValue>;

/** What a sender gives. */
export interface Content {
  body: string;
  attributes: Attributes;
  /** `AWSTraceHeader`; senders may set no other. */
  systemAttributes: Attributes;
}

const MAX_ATTRIBUTES = 10;

/**
 * Reads the content of SendMessage or of an entry of a batch.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function contentOf(input: Record<string, unknown>): Content {
  const { MessageBody: body } = input;
  if (typeof body !== "string") throw missing("MessageBody");
  if (body === "") throw missing("MessageBody");
  if (!/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(body))
    throw new SqsError(
      "com.amazonaws.sqs#InvalidMessageContents",
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  const attributes = attributesOf(input.MessageAttributes, "message");
  if (Object.keys(attributes).length > MAX_ATTRIBUTES)
    throw invalid(
      `Number of message attributes [${Object.keys(attributes).length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  const systemAttributes = attributesOf(input.MessageSystemAttributes, "message system");
  return { body, attributes, systemAttributes };
}

function attributesOf(given: unknown, kind: string): Attributes {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object") throw invalid(`The ${kind} attributes must be a map.`);
  for (const [name, value] of Object.entries(given)) {
    const wrong = (why: string) => invalid(`The ${kind} attribute '${name}' ${why}`);
    if (!/^(?!.*\.\.)(?!\.)[\w.-]{1,256}(?<!\.)$/.test(name) || /^(aws|amazon)\./i.test(name))
      throw invalid(
        `${kind[0]!.toUpperCase()}${kind.slice(1)} (user) attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
      );
    const { DataType, StringValue, BinaryValue } = (value ?? {}) as Partial<AttributeValue>;
    if (typeof DataType !== "string" || DataType === "")
      throw wrong("must contain a non-empty message attribute type.");
    if (!/^(String|Number|Binary)(\..+)?$/.test(DataType))
      throw wrong(
        `has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    const text = DataType.startsWith("Binary") ? BinaryValue : StringValue;
    if (typeof text !== "string" || text === "")
      throw wrong(
        `must contain a non-empty message attribute value for message attribute type '${DataType}'.`,
      );
    if (DataType.startsWith("Number") && !Number.isFinite(Number(text)))
      throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return given as Attributes;
}

/** The size that counts for limits: the body, and names, types and values of attributes. */
export function sizeOf({ body, attributes }: Content): number {
  const ofAttributes = Object.entries(attributes).map(
    ([name, value]) =>
      Buffer.byteLength(name) + Buffer.byteLength(value.DataType) + bytesOf(value).length,
  );
  return ofAttributes.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(body));
}

export function md5Of(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/**
 * The digest of attributes, which the SDKs check.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 * @returns undefined if there are none.
 */
export function md5OfAttributes(attributes: Attributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(value.DataType));
    hash.update(Buffer.from([value.DataType.startsWith("Binary") ? 2 : 1]));
    add(bytesOf(value));
  }
  return hash.digest("hex");
}

function bytesOf({ DataType, StringValue = "", BinaryValue = "" }: AttributeValue): Buffer {
  return DataType.startsWith("Binary")
    ? Buffer.from(BinaryValue, "base64")
    : Buffer.from(StringValue);
}
