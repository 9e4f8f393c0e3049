import { parse, type AnyNode, type Class, type Program } from "acorn";
import { textsRead, type TextRead } from "../texts-read";
import { isFunction, type FunctionNode } from "./scopes";

/** What the text of a function says, as V8 gives it. */
export interface FunctionText {
  /** The whole text as a syntax tree; undefined for native code. */
  syntax: AnyNode | undefined;
  /** What is called: for a class its constructor, and undefined if it has none. */
  code: FunctionNode | undefined;
  form: "function" | "method" | "class";
  /** Where the text begins in the syntax tree. */
  offset: number;
}

/** By the text: closures share most of their functions. */
const known = new Map<string, FunctionText>();

/** Reads the text of a function, a class, a method or an accessor. */
export function functionText(text: string): FunctionText {
  textsRead.publish({ function: text } satisfies TextRead);
  return parsedFunction(text);
}

/** The same for a text that may be read later. */
export function parsedFunction(text: string): FunctionText {
  const read = known.get(text) ?? readText(text);
  known.set(text, read);
  return read;
}

function readText(text: string): FunctionText {
  const expression = parsed(`(${text})`);
  const [statement] = expression?.body ?? [];
  if (statement?.type === "ExpressionStatement") {
    const node = statement.expression;
    if (node.type === "ClassExpression")
      return { syntax: expression, code: constructorOf(node), form: "class", offset: 1 };
    return {
      syntax: expression,
      code: isFunction(node) ? node : undefined,
      form: "function",
      offset: 1,
    };
  }
  for (const start of ["({", "(class {"]) {
    // Without its name: a computed one is evaluated where the method is made.
    const code = methodOf(parsed(`${start}${text}})`));
    if (code) return { syntax: code, code, form: "method", offset: start.length };
  }
  return { syntax: undefined, code: undefined, form: "function", offset: 0 };
}

function parsed(text: string): Program | undefined {
  try {
    return parse(text, {
      ecmaVersion: "latest",
      allowSuperOutsideMethod: true,
      checkPrivateFields: false,
    });
  } catch {
    return undefined;
  }
}

function constructorOf({ body }: Class): FunctionNode | undefined {
  const found = body.body.find(
    (member) => member.type === "MethodDefinition" && member.kind === "constructor",
  );
  return found?.type === "MethodDefinition" ? found.value : undefined;
}

/** The function of the one member that an object or a class has. */
function methodOf(program: Program | undefined): FunctionNode | undefined {
  const [statement] = program?.body ?? [];
  if (statement?.type !== "ExpressionStatement") return undefined;
  const { expression } = statement;
  const members =
    expression.type === "ObjectExpression"
      ? expression.properties
      : expression.type === "ClassExpression"
        ? expression.body.body
        : [];
  const [member] = members;
  return member && "value" in member && member.value?.type === "FunctionExpression"
    ? member.value
    : undefined;
}
