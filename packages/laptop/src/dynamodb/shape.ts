import { checkTypes, type Type } from "dynalite/validations/index.js";
import { coralError, refusalOf, validationError, type Answer } from "./answers";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters */
const MAX_EXPRESSION_BYTES = 4096;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes-nested-attribute-depth */
const MAX_NESTING_LEVELS = 32;

export type Shape = { input: Record<string, unknown> } | { problem: Answer };

/**
 * Brings the input of an operation into the shape that dynalite relies on: every member of its type, no null in
 * a list or a map, limits that keep it fast. Members that the operation does not have are left out.
 * @param types dynalite's description of the operation's input.
 * @returns what DynamoDB answers, if the input has another shape.
 */
export function shapeOf(body: unknown, types: Record<string, Type>): Shape {
  // Unconfirmed [dynamodb-body-no-object]: what DynamoDB answers to a body that is JSON but no object.
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return { problem: coralError("SerializationException") };
  try {
    refusePrototype(body);
    const input = checkTypes(body, types);
    fillNulls(input, { type: "ValueStruct", children: types }, "");
    return { input };
  } catch (error) {
    const problem = refusalOf(error) ?? (error instanceof ShapeError ? error.answer : undefined);
    if (problem) return { problem };
    // Values that are nested far more deeply than is allowed overflow the stack.
    if (error instanceof RangeError) return { problem: tooNested().answer };
    throw error;
  }
}

class ShapeError extends Error {
  readonly answer = validationError(this.message);
}

function tooNested(): ShapeError {
  return new ShapeError("Nesting Levels have exceeded supported limits");
}

// Differs from AWS: no attribute and no table can be named `__proto__`, which dynalite would lose or fail on.
function refusePrototype(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Object.hasOwn(value, "__proto__")) throw prototypeRefusal();
  for (const inner of Object.values(value)) refusePrototype(inner);
}

/** In an expression, as a name of its own. */
const PROTOTYPE = /(?<![\w#:])__proto__(?!\w)/;

/** The same where a name is the value of a member: in an expression, behind its `#name`, and in a list of names. */
function refusePrototypeIn(name: string, value: unknown): void {
  const isName =
    name === "ExpressionAttributeNames" || name === "AttributesToGet"
      ? Object.values(value as object).includes("__proto__")
      : name.endsWith("Expression") && PROTOTYPE.test(value as string);
  if (isName) throw prototypeRefusal();
}

function prototypeRefusal(): ShapeError {
  return new ShapeError('The name "__proto__" is not emulated. Choose another.');
}

function checkExpression(name: string, value: unknown): void {
  if (!name.endsWith("Expression")) return;
  const bytes = Buffer.byteLength(value as string);
  if (bytes <= MAX_EXPRESSION_BYTES) return;
  const refusal = "Expression size has exceeded the maximum allowed size";
  throw new ShapeError(`Invalid ${name}: ${refusal}; expression size: ${bytes}`);
}

/**
 * Input of the right types has nulls in lists and maps only. They become what dynalite refuses as empty, with the
 * message that DynamoDB has for that place.
 */
function fillNulls(value: unknown, type: Type, path: string): void {
  const { kind, children } = kindOf(type);
  if (kind === "AttrStruct") return fillAttribute(value as AttributeValue, path, 0);
  if (kind === "Struct") {
    for (const [name, inner] of Object.entries(value as object)) {
      checkExpression(name, inner);
      refusePrototypeIn(name, inner);
      // It becomes the item that UpdateItem makes, which must not inherit attributes such as `constructor`.
      if (name === "Key") Object.setPrototypeOf(inner, null);
      fillNulls(inner, (children as Record<string, Type>)[name]!, path ? `${path}.${name}` : name);
    }
  }
  if (kind === "List" || kind === "Map") {
    forEach(value as Collection, path, (inner, at) => fillNulls(inner, children as Type, at), {
      empty: () => emptyOf(children as Type),
    });
  }
}

interface AttributeValue {
  L?: Collection;
  M?: Collection;
  SS?: Collection;
  NS?: Collection;
  BS?: Collection;
}

function fillAttribute(value: AttributeValue, path: string, level: number): void {
  if (level > MAX_NESTING_LEVELS) throw tooNested();
  const { L, M, SS, NS, BS } = value;
  const deeper = (inner: unknown, at: string) =>
    fillAttribute(inner as AttributeValue, at, level + 1);
  for (const nested of [L, M]) if (nested) forEach(nested, path, deeper, { empty: () => ({}) });
  for (const set of [SS, NS, BS]) if (set) forEach(set, path, () => undefined, {});
}

type Collection = unknown[] | Record<string, unknown>;

function forEach(
  collection: Collection,
  path: string,
  visit: (inner: unknown, path: string) => void,
  { empty }: { empty?: () => unknown },
): void {
  for (const [key, inner] of Object.entries(collection)) {
    const at = `${path}.${Array.isArray(collection) ? Number(key) + 1 : key}.member`;
    if (inner !== null) visit(inner, at);
    // https://github.com/aws/aws-sdk-java/issues/2103
    else if (/(^|\.)Item\./.test(at))
      throw new ShapeError("The supplied Item contains a null AttributeValue");
    else (collection as Record<string, unknown>)[key] = empty?.() ?? refuseNull(at);
  }
}

// Unconfirmed [dynamodb-null-in-list]: what DynamoDB answers to a null where a list or a map of strings has a string.
function refuseNull(path: string): never {
  throw new ShapeError(
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
}

function emptyOf(type: Type): unknown {
  const { kind } = kindOf(type);
  return kind === "List" ? [] : kind === "Scalar" ? undefined : {};
}

/** Dynalite writes types as `Map<Condition>` or `{ type: "Map<Condition>", children: ... }`. */
function kindOf(type: Type): { kind: string; children: unknown } {
  const { type: name, children } = typeof type === "string" ? { type, children: undefined } : type;
  const kind = /^(AttrStruct)|(?:Value|Field)(Struct)|(?:Parameterized)?(List|Map)/.exec(name);
  return { kind: kind?.slice(1).find(Boolean) ?? "Scalar", children };
}
