import { createHash } from "node:crypto";
import { invalid, ownError } from "../errors";
import { refuseInvalidText } from "./valid-text";

/** A value of a message attribute; binary ones in Base64. */
export interface AttributeValue {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export type Attributes = Record<string, AttributeValue>;

const MAX_ATTRIBUTES = 10;
const MAX_TYPE_LENGTH = 256;
/** Of X-Ray: three IDs with their names, and what callers add. */
const MAX_TRACE_HEADER_LENGTH = 1024;

/**
 * Reads the message attributes of a sender.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 * @throws SqsError
 */
export function messageAttributesOf(given: unknown): Attributes {
  const attributes = attributesOf(given, "message");
  const count = Object.keys(attributes).length;
  if (count <= MAX_ATTRIBUTES) return attributes;
  throw invalid(
    `Number of message attributes [${count}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
  );
}

/** Reads what a sender may set of a message's system attributes, which is `AWSTraceHeader`. @throws SqsError */
export function systemAttributesOf(given: unknown): Attributes {
  const attributes = attributesOf(given, "message system");
  for (const [name, { DataType, StringValue = "" }] of Object.entries(attributes)) {
    // Unconfirmed [sqs-system-attribute]: the words of SQS's error for a message system attribute that it does not take.
    if (name !== "AWSTraceHeader" || DataType !== "String")
      throw invalid(`Message system attribute name '${name}' is invalid.`);
    if (StringValue.length > MAX_TRACE_HEADER_LENGTH || !/(^|;) *Root=1-/.test(StringValue))
      throw invalid(`The value of message system attribute '${name}' is invalid.`);
  }
  return attributes;
}

function attributesOf(given: unknown, kind: string): Attributes {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || Array.isArray(given))
    throw invalid(`The ${kind} attributes must be a map.`);
  const entries = Object.entries(given).map(([name, value]: [string, unknown]) => [
    name,
    valueOf(name, value ?? {}, kind),
  ]);
  return Object.fromEntries(entries) as Attributes;
}

/** The value of an attribute, without what no receiver gets. */
function valueOf(name: string, value: object, kind: string): AttributeValue {
  const wrong = (why: string) => invalid(`The ${kind} attribute '${name}' ${why}`);
  if (!/^(?!.*\.\.)(?!\.)[\w.-]{1,256}(?<!\.)$/.test(name) || /^(aws|amazon)\./i.test(name))
    throw invalid(
      `${kind[0]!.toUpperCase()}${kind.slice(1)} (user) attribute name '${name.slice(0, 256)}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
    );
  const { DataType, StringValue, BinaryValue, ...lists } = value as Partial<AttributeValue>;
  if (typeof DataType !== "string" || DataType === "")
    throw wrong("must contain a non-empty message attribute type.");
  if (!/^(String|Number|Binary)(\..+)?$/s.test(DataType) || DataType.length > MAX_TYPE_LENGTH)
    throw wrong(
      `has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  refuseInvalidText(DataType);
  if (Object.values(lists).some((list) => Array.isArray(list) && list.length > 0))
    throw ownError(
      "UnsupportedOperation",
      "Message attribute list values in SendMessage operation are not supported.",
    );
  const isBinary = DataType.startsWith("Binary");
  const text = isBinary ? BinaryValue : StringValue;
  if (typeof text !== "string" || text === "")
    throw wrong(
      `must contain a non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  if (isBinary) {
    if (/^[\w+/-]+={0,2}$/.test(text)) return { DataType, BinaryValue: text };
    throw wrong("has a binary value that is not in Base64.");
  }
  refuseInvalidText(text);
  if (DataType.startsWith("Number") && !isNumber(text))
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  return { DataType, StringValue: text };
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
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

/** The size that counts of attributes for limits: their names, types and values. */
export function sizeOfAttributes(attributes: Attributes): number {
  const sizes = Object.entries(attributes).map(
    ([name, value]) =>
      Buffer.byteLength(name) + Buffer.byteLength(value.DataType) + bytesOf(value).length,
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

function bytesOf({ DataType, StringValue = "", BinaryValue = "" }: AttributeValue): Buffer {
  return DataType.startsWith("Binary")
    ? Buffer.from(BinaryValue, "base64")
    : Buffer.from(StringValue);
}
