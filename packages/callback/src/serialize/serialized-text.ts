import { createRequire } from "node:module";
import { parse, type AnyNode, type Identifier, type ObjectExpression } from "acorn";
import { esModuleSpecifier } from "./es-module-specifier";
import { COPY_OF } from "./namespace-copies";
import { nodesOf } from "./syntax";

/** A function as the serializer wrapped it. */
export interface Wrapper {
  name: string;
  node: AnyNode;
  /** The object of the `with` statement. */
  captures: { name: string; value: AnyNode }[];
  /** The statement that returns the function that the user wrote. */
  result: AnyNode;
  code: AnyNode;
  /** `this` and `arguments` around the function that the user wrote, usually `undefined`. */
  outerThis: AnyNode;
  outerArguments: AnyNode;
}

/** A part of the text; every node of the syntax tree is one. */
export interface Range {
  start: number;
  end: number;
}

/** The serialized text, sorted into what it declares. */
export class SerializedText {
  readonly functions = new Map<string, Wrapper>();
  /** Names of captured objects. */
  readonly values = new Set<string>();
  /** Package to import as a namespace, by the name that the functions use for it. */
  readonly namespaces = new Map<string, string>();
  readonly environment: AnyNode[] = [];
  exported: AnyNode | undefined;

  constructor(
    private readonly text: string,
    directory: string,
    toRequire: ReadonlySet<string>,
  ) {
    const program = parse(text, { ecmaVersion: "latest", sourceType: "script" });
    const { resolve } = createRequire(`${directory}/`);
    for (const node of program.body as AnyNode[]) {
      if (node.type === "FunctionDeclaration") {
        const wrapper = unwrap(node) ?? fail(this.textOf(node));
        this.functions.set(wrapper.name, wrapper);
        continue;
      }
      const required = requiredModule(node);
      if (required?.specifier.startsWith(COPY_OF)) {
        const specifier = required.specifier.slice(COPY_OF.length);
        const imported = esModuleSpecifier(specifier, resolve, toRequire) ?? specifier;
        this.namespaces.set(required.name, imported);
        continue;
      }
      if (required && usedOnlyAsNamespace(program, required.name)) {
        const specifier = esModuleSpecifier(required.specifier, resolve, toRequire);
        if (specifier) {
          this.namespaces.set(required.name, specifier);
          continue;
        }
      }
      if (node.type === "VariableDeclaration") {
        for (const { id } of node.declarations) this.values.add((id as Identifier).name);
      }
      const exported = exportedValue(node);
      if (exported) this.exported = exported;
      else this.environment.push(node);
    }
  }

  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  declares(name: string): boolean {
    return this.functions.has(name) || this.values.has(name);
  }
}

/** The parts of a wrapper, or undefined if the node is not of the shape that the serializer writes. */
function unwrap(node: AnyNode): Wrapper | undefined {
  if (node.type !== "FunctionDeclaration" || !node.id) return undefined;
  const [answer] = node.body.body;
  if (answer?.type !== "ReturnStatement") return undefined;
  const inner = appliedFunction(answer.argument ?? undefined)?.callee;
  const { callee: around, args } = appliedFunction(inner) ?? {};
  if (around?.type !== "FunctionExpression" || !args?.[0] || !args[1]) return undefined;
  const [scope] = around.body.body;
  if (scope?.type !== "WithStatement" || scope.body.type !== "BlockStatement") return undefined;
  const [result] = scope.body.body;
  if (result?.type !== "ReturnStatement" || !result.argument) return undefined;
  const captures = (scope.object as ObjectExpression).properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const key = property.key as Identifier;
    return ["this", "arguments"].includes(key.name)
      ? []
      : [{ name: key.name, value: property.value }];
  });
  return {
    name: node.id.name,
    node,
    captures,
    result,
    code: result.argument,
    outerThis: args[0],
    outerArguments: args[1],
  };
}

/** For `f.apply(a, b)`: f and [a, b]. */
function appliedFunction(
  node: AnyNode | undefined,
): { callee: AnyNode; args: AnyNode[] } | undefined {
  if (node?.type !== "CallExpression" || node.callee.type !== "MemberExpression") return undefined;
  const { object, property } = node.callee;
  return property.type === "Identifier" && property.name === "apply"
    ? { callee: object, args: node.arguments }
    : undefined;
}

/** For `const name = require("specifier")`: both. */
function requiredModule(node: AnyNode): { name: string; specifier: string } | undefined {
  if (node.type !== "VariableDeclaration" || node.kind !== "const") return undefined;
  const { id, init } = node.declarations[0]!;
  if (id.type !== "Identifier" || init?.type !== "CallExpression") return undefined;
  const [argument] = init.arguments;
  if (init.callee.type !== "Identifier" || init.callee.name !== "require") return undefined;
  return argument?.type === "Literal"
    ? { name: id.name, specifier: String(argument.value) }
    : undefined;
}

/** For `exports.handler = value`: the value. */
function exportedValue(node: AnyNode): AnyNode | undefined {
  if (node.type !== "ExpressionStatement" || node.expression.type !== "AssignmentExpression")
    return undefined;
  const { left, right } = node.expression;
  const isExport =
    left.type === "MemberExpression" && (left.object as Identifier).name === "exports";
  return isExport ? right : undefined;
}

/** Whether every use of the name reads a named member, so that a module namespace can stand in for it. */
function usedOnlyAsNamespace(program: AnyNode, name: string): boolean {
  let uses = 0;
  let members = 0;
  for (const node of nodesOf(program)) {
    if (node.type === "Identifier" && node.name === name) uses++;
    if (node.type === "MemberExpression" && !node.computed) {
      if (node.object.type === "Identifier" && node.object.name === name) members++;
      // `other.name` mentions the name without using it.
      if (node.property.type === "Identifier" && node.property.name === name) uses--;
    }
  }
  return uses === members + 1; // The declaration is one more.
}

export function fail(text: string): never {
  throw new Error(
    `Pulumi's serializer wrote text of an unknown shape: ${text.slice(0, 200)}. Use the version of @pulumi/pulumi in package.json.`,
  );
}
