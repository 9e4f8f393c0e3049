import { noQueue, SqsError } from "./errors";
import type { Input } from "./operations/call";

/** Fields of requests that are numbers. */
const NUMBERS = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
]);

/** Lists of requests under their names in JSON. */
const LISTS = new Map(
  Object.entries({
    AttributeName: "AttributeNames",
    MessageAttributeName: "MessageAttributeNames",
    MessageSystemAttributeName: "MessageSystemAttributeNames",
    SendMessageBatchRequestEntry: "Entries",
    DeleteMessageBatchRequestEntry: "Entries",
    ChangeMessageVisibilityBatchRequestEntry: "Entries",
  }),
);

/** Lists of names and values under their names in JSON, where they are maps. */
const MAPS = new Map(
  Object.entries({
    MessageAttribute: "MessageAttributes",
    MessageSystemAttribute: "MessageSystemAttributes",
  }),
);

/** No field of SQS has more parts. */
const MAX_PARTS = 10;

interface Tree {
  [name: string]: Tree | string;
}

/**
 * Reads a form of the query protocol as the JSON protocol would have it: `MessageAttribute.1.Name=...`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 * @throws SqsError
 */
export function inputOf(form: URLSearchParams): Input {
  const tree = node();
  for (const [name, value] of form) {
    const path = name.split(".", MAX_PARTS + 1);
    if (path.length > MAX_PARTS)
      throw new SqsError(
        "MalformedQueryString",
        "MalformedQueryString",
        "A field has too many parts.",
      );
    let at: Tree = tree;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      at = typeof next === "object" ? next : (at[part] = node());
    }
    at[path.at(-1)!] = value;
  }
  return shaped(tree) as Input;
}

function node(): Tree {
  // A name like __proto__ is one like any other.
  return Object.create(null) as Tree;
}

function shaped(value: Tree | string): unknown {
  if (typeof value === "string") return value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => {
    const list = typeof field === "object" ? LISTS.get(name) : undefined;
    if (list !== undefined) return [list, listOf(field as Tree).map(shaped)];
    const map = typeof field === "object" ? MAPS.get(name) : undefined;
    if (map !== undefined) return [map, mapOf(listOf(field as Tree))];
    const isNumber = typeof field === "string" && NUMBERS.has(name) && /^-?\d+$/.test(field);
    return [name, isNumber ? Number(field) : shaped(field)];
  });
  return Object.fromEntries(fields);
}

function listOf(tree: Tree): (Tree | string)[] {
  return Object.entries(tree)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);
}

function mapOf(list: (Tree | string)[]): Record<string, unknown> {
  const entries = list.flatMap((each): [string, unknown][] => {
    if (typeof each !== "object" || typeof each.Name !== "string") return [];
    return [[each.Name, shaped(each.Value ?? node())]];
  });
  return Object.fromEntries(entries);
}

const NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";

/** The elements of fields that are lists: by the operation's name where it matters. */
const ELEMENTS: Record<string, string | undefined> = {
  Messages: "Message",
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
  Failed: "BatchResultErrorEntry",
};

/** Fields that are maps of names to values. */
const NAMED: Record<string, string | undefined> = {
  Attributes: "Attribute",
  MessageAttributes: "MessageAttribute",
};

/** An answer in XML. @param result as the JSON protocol has it. */
export function xmlAnswer(operation: string, result: object, requestId: string): string {
  const fields = xmlOf(result, operation);
  const inner = fields === "" ? "" : `<${operation}Result>${fields}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<?xml version="1.0"?><${operation}Response xmlns="${NAMESPACE}">${inner}${metadata}</${operation}Response>`;
}

/** An error in XML. */
export function xmlError(
  { code, message, status }: { code: string; message: string; status: number },
  requestId: string,
): string {
  const type = status < 500 ? "Sender" : "Receiver";
  // As recorded: forms are read by a version of the WSDL.
  const text =
    code === noQueue().code ? "The specified queue does not exist for this wsdl version." : message;
  const error = `<Type>${type}</Type><Code>${escaped(code)}</Code><Message>${escaped(text)}</Message><Detail/>`;
  return `<?xml version="1.0"?><ErrorResponse xmlns="${NAMESPACE}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function xmlOf(value: object, operation: string): string {
  return Object.entries(value)
    .map(([name, field]: [string, unknown]) => {
      const named = NAMED[name];
      if (named !== undefined && typeof field === "object")
        return Object.entries(field as object)
          .map(([key, each]: [string, unknown]) => {
            const pair = `<Name>${escaped(key)}</Name><Value>${content(each, operation)}</Value>`;
            return `<${named}>${pair}</${named}>`;
          })
          .join("");
      if (!Array.isArray(field)) return `<${name}>${content(field, operation)}</${name}>`;
      const element = ELEMENTS[name] ?? `${operation}ResultEntry`;
      return field.map((each) => `<${element}>${content(each, operation)}</${element}>`).join("");
    })
    .join("");
}

function content(value: unknown, operation: string): string {
  return typeof value === "object" && value !== null
    ? xmlOf(value, operation)
    : escaped(String(value));
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;");
}
