/** What an item holds: JSON's values, sets and bytes. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | Set<string | number | bigint>
  | Value[]
  | { [name: string]: Value };

/** An item of a table, by its attributes. */
export type Item = Record<string, Value>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
type AttributeValue = Record<string, unknown>;

export function plainItem(item: Record<string, AttributeValue>): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

export function attributesOf(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));
}

function plain(typed: AttributeValue): Value {
  const [[type, value]] = Object.entries(typed) as [[string, unknown]];
  switch (type) {
    case "N":
      return numberOf(value as string);
    case "B":
      return Buffer.from(value as string, "base64");
    case "NULL":
      return null;
    case "SS":
      return new Set(value as string[]);
    case "NS":
      return new Set((value as string[]).map(numberOf));
    case "L":
      return (value as AttributeValue[]).map(plain);
    case "M":
      return plainItem(value as Record<string, AttributeValue>);
    default:
      return value as string | boolean;
  }
}

/** A number, or a bigint where a number would lose digits. */
function numberOf(text: string): number | bigint {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

function attribute(value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "number" || typeof value === "bigint") return { N: String(value) };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  if (!(value instanceof Set)) return { M: attributesOf(value) };
  const members = [...value];
  const isText = members.every((member) => typeof member === "string");
  return { [isText ? "SS" : "NS"]: members.map(String) };
}
