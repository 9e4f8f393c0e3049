import { isBuiltin } from "node:module";
import type { AnyNode, Program } from "acorn";
import { packageOfSpecifier } from "../inspect/modules";
import { isFunction, type FunctionNode } from "../serialize/scopes";
import { boundNames, nodesOf } from "../serialize/syntax";

/** A statement that changes something in a package when its file is loaded. */
export interface Change {
  package: string;
  /** Offset in the script. */
  at: number;
  /** Whether it does nothing but load a file of the package. */
  isImport: boolean;
}

/** Methods of Object that change their first argument. */
const CHANGES_ARGUMENT = /^(assign|defineProperty|defineProperties|setPrototypeOf)$/;

/** The statements that do nothing but load, call or assign what a package exports. */
export function changesIn(program: Program): Change[] {
  const packages = new Map<string, string>();
  const changes: Change[] = [];
  for (const statement of executedStatements(program)) {
    if (statement.type === "VariableDeclaration")
      for (const { id, init } of statement.declarations) {
        if (!init) continue;
        const isPart = init.type === "MemberExpression" || init.type === "Identifier";
        const from = isPart ? packages.get(rootOf(init) ?? "") : packageRequiredBy(init);
        if (from) for (const name of boundNames(id)) packages.set(name, from);
      }
    if (statement.type !== "ExpressionStatement") continue;
    const { expression, start: at } = statement;
    const loaded = specifierOf(expression);
    const changed = loaded ?? packages.get(changedName(expression) ?? "");
    if (changed) changes.push({ package: changed, at, isImport: loaded !== undefined });
  }
  return changes;
}

/** The statements that run when a file is loaded, those of functions aside that another file calls. */
function* executedStatements(program: Program): Generator<AnyNode> {
  const declared = new Map<string, FunctionNode>();
  for (const node of program.body) {
    if (node.type === "FunctionDeclaration") declared.set(node.id.name, node);
    if (node.type === "VariableDeclaration")
      for (const { id, init } of node.declarations)
        if (id.type === "Identifier" && init && isFunction(init)) declared.set(id.name, init);
  }
  const pending: AnyNode[] = [...program.body].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    const inner: (AnyNode | null | undefined)[] = [];
    if (node.type === "BlockStatement") inner.push(...node.body);
    if (node.type === "IfStatement") inner.push(node.consequent, node.alternate);
    if (node.type === "TryStatement") inner.push(node.block, node.finalizer);
    if (/^(For|While|DoWhile)/.test(node.type)) inner.push((node as { body: AnyNode }).body);
    if (node.type === "ExpressionStatement") inner.push(calledBody(node.expression, declared));
    for (const next of inner.reverse()) if (next) pending.push(next);
  }
}

/** The body of the function that a statement calls: one in place, or one of the file, the first time. */
function calledBody(expression: AnyNode, declared: Map<string, FunctionNode>): AnyNode | undefined {
  const call = stripped(expression);
  if (call.type !== "CallExpression") return undefined;
  const { callee } = call;
  const name = callee.type === "Identifier" ? callee.name : "";
  const called = isFunction(callee) ? callee : declared.get(name);
  declared.delete(name);
  if (!called || called.body.type === "BlockStatement") return called?.body;
  const { start, end } = called.body;
  return { type: "ExpressionStatement", expression: called.body, start, end };
}

/** The package of `require("package")`, which a compiler may have wrapped. */
function packageRequiredBy(init: AnyNode): string | undefined {
  if (isFunction(init)) return undefined;
  for (const node of nodesOf(init, (inner) => !isFunction(inner))) {
    const specifier = specifierOf(node);
    if (specifier) return specifier;
  }
  return undefined;
}

/** For `require("package/file")`: package. */
function specifierOf(node: AnyNode): string | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return undefined;
  const [argument] = node.arguments;
  if (node.callee.name !== "require" || argument?.type !== "Literal") return undefined;
  const specifier = String(argument.value);
  return isBuiltin(specifier) || /^[./]/.test(specifier)
    ? undefined
    : packageOfSpecifier(specifier);
}

/** For `a.b.c = 1`, `a.b.c()`, `(0, a.b)()` and `Object.assign(a.b, c)`: a. */
function changedName(expression: AnyNode): string | undefined {
  const node = stripped(expression);
  switch (node.type) {
    case "AssignmentExpression":
      return node.left.type === "Identifier" ? undefined : rootOf(node.left);
    case "UpdateExpression":
    case "UnaryExpression":
      return node.argument.type === "Identifier" ? undefined : rootOf(node.argument);
    case "CallExpression": {
      const { callee, arguments: given } = node;
      const changesArgument =
        callee.type === "MemberExpression" &&
        callee.property.type === "Identifier" &&
        rootOf(callee) === "Object" &&
        CHANGES_ARGUMENT.test(callee.property.name);
      return rootOf(changesArgument ? given[0] : callee);
    }
    default:
      return undefined;
  }
}

/** Without what stands around it and changes nothing: `await`, `void` and conditions. */
function stripped(node: AnyNode): AnyNode {
  if (node.type === "AwaitExpression") return stripped(node.argument);
  if (node.type === "UnaryExpression" && node.operator === "void") return stripped(node.argument);
  return node.type === "LogicalExpression" ? stripped(node.right) : node;
}

/** The variable that an expression starts with, however long the chain of properties and calls. */
function rootOf(node: AnyNode | undefined): string | undefined {
  switch (node?.type) {
    case "Identifier":
      return node.name;
    case "MemberExpression":
      return rootOf(node.object);
    case "ChainExpression":
      return rootOf(node.expression);
    case "CallExpression":
      return rootOf(node.callee);
    case "SequenceExpression":
      return rootOf(node.expressions.at(-1));
    default:
      return undefined;
  }
}
