import type { AnyNode, CallExpression } from "acorn";

/** The node and all nodes below it. */
export function* nodesOf(
  root: AnyNode,
  enter: (node: AnyNode) => boolean = () => true,
): Generator<AnyNode> {
  const pending: AnyNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    if (node !== root && !enter(node)) continue;
    pending.push(...below(node, () => true));
  }
}

/** The names of all identifiers below the node, but for property names. */
export function identifierNames(root: AnyNode): Set<string> {
  const names = new Set<string>();
  const properties = new Set<AnyNode>();
  for (const node of nodesOf(root)) {
    if (node.type === "MemberExpression" && !node.computed) properties.add(node.property);
    if (node.type === "Property" && !node.computed && !node.shorthand) properties.add(node.key);
    if (node.type === "Identifier" && !properties.has(node)) names.add(node.name);
  }
  return names;
}

/** The names that are assigned to anywhere below the node, declarations aside. */
export function assignedNames(root: AnyNode): Set<string> {
  return new Set([...nodesOf(root)].flatMap((node) => boundNames(assigned(node))));
}

/** What a node assigns to. */
function assigned(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case "AssignmentExpression":
      return node.left;
    case "UpdateExpression":
      return node.argument;
    case "ForInStatement":
    case "ForOfStatement":
      return node.left;
    default:
      return undefined;
  }
}

/** Whether an arrow function takes `this`, `arguments`, `super` or `new.target` from around it. */
export function usesOwnThis(arrow: AnyNode): boolean {
  return !ownUses(arrow).next().done;
}

/** Where an arrow function, or a part of a function, takes `this`, `arguments`, `super` or `new.target` from around it. */
export function* ownUses(node: AnyNode): Generator<AnyNode> {
  switch (node.type) {
    case "ThisExpression":
    case "Super":
      yield node;
      return;
    case "MetaProperty":
      if (node.meta.name === "new") yield node;
      return;
    case "Identifier":
      if (node.name === "arguments") yield node;
      return;
    case "FunctionExpression":
    case "FunctionDeclaration":
    case "StaticBlock":
      return;
    case "PropertyDefinition":
      if (node.computed) yield* ownUses(node.key);
      return;
    case "CallExpression": {
      const body = awaiterBody(node);
      if (!body) break;
      yield* ownUses(body);
      return;
    }
  }
  for (const child of childrenOf(node)) yield* ownUses(child);
}

/** For `__awaiter(this, ..., function* () { ... })`, which compilers make of an async function: the body. */
function awaiterBody({ callee, arguments: given }: CallExpression): AnyNode | undefined {
  const [first, , , generator] = given;
  if (callee.type !== "Identifier" || callee.name !== "__awaiter") return undefined;
  if (first?.type !== "ThisExpression" || generator?.type !== "FunctionExpression")
    return undefined;
  return generator.body;
}

/** The children of a node whose names are variables, not labels or property names. */
export function childrenOf(node: AnyNode): AnyNode[] {
  return below(
    node,
    (key) =>
      key !== "label" &&
      key !== "meta" &&
      !(node.type === "MetaProperty" && key === "property") &&
      !((key === "property" || key === "key") && !(node as { computed?: boolean }).computed) &&
      key !== "imported" &&
      key !== "exported",
  );
}

/** The nodes that the properties of a node hold. Whole scripts are read, so it makes nothing that it does not need. */
function below(node: AnyNode, holds: (key: string) => boolean): AnyNode[] {
  const nodes: AnyNode[] = [];
  for (const key in node) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (typeof value !== "object" || value === null || !holds(key)) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) nodes.push(value);
      continue;
    }
    for (const child of value as unknown[]) if (isNode(child)) nodes.push(child);
  }
  return nodes;
}

/** The names that a pattern binds; `a.b = 1` changes an object and binds none. */
export function boundNames(pattern: AnyNode | null | undefined): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "RestElement":
      return boundNames(pattern.argument);
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "ArrayPattern":
      return pattern.elements.flatMap(boundNames);
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === "Property" ? property.value : property),
      );
    default:
      return [];
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof (value as AnyNode | null | undefined)?.type === "string";
}
