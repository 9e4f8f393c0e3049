import { AsyncLocalStorage } from "node:async_hooks";
import type { AnyNode } from "acorn";
import type { ClosureFunction } from "../inspect/captured";
import { resolveScopes, type FunctionNode } from "./scopes";
import { ownUses } from "./syntax";
import { functionText, type FunctionText } from "./function-text";
import {
  pulumisParser,
  type Chain,
  type Link,
  type ParsedFunction,
} from "../inspect/pulumi-closure";

/** The names of functions by their texts. */
type Names = Map<string, string>;
type Parsed = [string, ParsedFunction | undefined];

/** Where the serializer needs a name, a method's may be no word for a function: "delete". */
export const PREFIX = "__method_";

const CAPTURED_THIS =
  "arrow function captured 'this'. Assign 'this' to another name outside function and capture that.";

const { parseFunction: parseAsPulumi } = pulumisParser;
const serializing = new AsyncLocalStorage<Names>();

// Pulumi's serializer reads each function with this. Other serializations of the program get what they did.
pulumisParser.parseFunction = (text) => {
  const names = serializing.getStore();
  return names ? parseFunction(text, names.get(text)) : parseAsPulumi(text);
};

/** Runs Pulumi's serializer with the names that functions really capture, and those that they have. */
export function withNames<Result>(
  functions: ClosureFunction[],
  serialize: () => Promise<Result>,
): Promise<Result> {
  const names: Names = new Map();
  for (const { text, name } of functions)
    // Where one text has several names, none is right.
    names.set(text, [name, undefined].includes(names.get(text)) ? name : "");
  return serializing.run(names, serialize);
}

/**
 * What the serializer has to know of a function. Pulumi's own parser overlooks names in class heritage and
 * computed keys, takes labels for variables, and takes a name that is declared somewhere in the function
 * as declared in all of it.
 * @param name which is written in a comment.
 * @returns why the function cannot be serialized, or "", and the function if it could be read.
 */
export function parseFunction(text: string, name?: string): Parsed {
  const read = functionText(text);
  const { code, form } = read;
  const asPulumi = () => withClassName(parseAsPulumi(text), name);
  if (!code) return asPulumi();
  const [error, parsed] = form === "class" ? asPulumi() : ["", rewritten(text, read, name)];
  if (!parsed) return [error, undefined];
  const isArrow = code.type === "ArrowFunctionExpression";
  const usesThis = (isArrow ? [code] : [...code.params, code.body]).some(takesThis);
  return [
    isArrow && usesThis ? CAPTURED_THIS : "",
    {
      ...parsed,
      capturedVariables: capturedVariables(code),
      usesNonLexicalThis: !isArrow && usesThis,
    },
  ];
}

/** A class is written as its constructor. */
function withClassName([error, parsed]: Parsed, name = "constructor"): Parsed {
  if (!parsed || name === "") return [error, parsed];
  const { funcExprWithoutName: code, funcExprWithName: own } = parsed;
  const rename = (text: string) => text.replace(/^(function (?:\/\*)?)constructor\b/, `$1${name}`);
  const renamed = { ...parsed, funcExprWithoutName: rename(code) };
  return [error, own === undefined ? renamed : { ...renamed, funcExprWithName: rename(own) }];
}

/** The function as the serializer writes it: without its name, which would hide what is captured under it. */
function rewritten(text: string, { code, form, offset }: FunctionText, live = "") {
  const comment = /^[\w$]+$/.test(live) ? `/*${live}*/` : "";
  if (!code || code.type === "ArrowFunctionExpression")
    return { funcExprWithoutName: comment + text, isArrowFunction: true };
  const after = code.id ? code.id.end - offset : code.start - offset;
  const rest = text.slice(text.indexOf("(", after), code.end - offset);
  const keyword = `${code.async ? "async " : ""}function${code.generator ? "*" : ""} `;
  const name = form === "method" ? undefined : code.id?.name;
  return {
    funcExprWithoutName: `${keyword}${comment}${rest}`,
    funcExprWithName: `${keyword}${PREFIX}${comment && live}${rest}`,
    functionDeclarationName: name,
    isArrowFunction: false,
  };
}

function takesThis(node: AnyNode): boolean {
  return [...ownUses(node)].some(({ type }) => type === "ThisExpression" || type === "Super");
}

/** The names that a function takes from around it, and the properties that it reads of each. */
function capturedVariables(code: FunctionNode): ParsedFunction["capturedVariables"] {
  const required = new Map<string, Chain[]>();
  const optional = new Map<string, Chain[]>();
  for (const [name, uses] of resolveScopes(code).free) {
    if (isGiven(name)) continue;
    const chains = uses.map(chainOf);
    const kind = uses.every(isInTypeof) ? optional : required;
    kind.set(name, chains.some(({ infos }) => infos.length === 0) ? [] : chains);
  }
  return { required, optional };
}

/** Whether the serializer leaves a name to Node.js. It follows `isBuiltIn` of Pulumi's parseFunction.js. */
function isGiven(name: string): boolean {
  if (["__awaiter", "__rest", "crypto"].includes(name)) return false;
  return Object.hasOwn(globalThis, name) || ["__dirname", "__filename", "require"].includes(name);
}

/** @param path a variable, last, and the nodes around it. */
function chainOf(path: AnyNode[]): Chain {
  const infos: Link[] = [];
  for (let i = path.length - 1; i > 0; i--) {
    const member = path[i - 1]!;
    if (member.type !== "MemberExpression" || member.object !== path[i]) break;
    const { property, computed } = member;
    const name =
      property.type === "Identifier" && !computed
        ? property.name
        : property.type === "Literal" && typeof property.value === "string"
          ? property.value
          : undefined;
    if (name === undefined) break;
    const around = path[i - 2];
    const invoked =
      (around?.type === "CallExpression" && around.callee === member) ||
      (around?.type === "TaggedTemplateExpression" && around.tag === member);
    infos.push({ name, invoked });
  }
  return { infos };
}

/** `typeof name` is allowed where there is no such name. */
function isInTypeof(path: AnyNode[]): boolean {
  const around = path.at(-2);
  return around?.type === "UnaryExpression" && around.operator === "typeof";
}
