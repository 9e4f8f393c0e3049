import type { AnyNode } from "acorn";

/** The node and all nodes below it. */
export function* nodesOf(
  root: AnyNode,
  enter: (node: AnyNode) => boolean = () => true,
): Generator<AnyNode> {
  const pending: AnyNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    if (node !== root && !enter(node)) continue;
    for (const value of Object.values(node) as unknown[]) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (isNode(child)) pending.push(child);
      }
    }
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
  const names = new Set<string>();
  for (const node of nodesOf(root)) {
    if (node.type === "AssignmentExpression") addNames(node.left, names);
    if (node.type === "UpdateExpression") addNames(node.argument, names);
    if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
      if (node.left.type !== "VariableDeclaration") addNames(node.left, names);
    }
  }
  return names;
}

/** Whether an arrow function takes `this`, `arguments`, `super` or `new.target` from around it. */
export function usesOwnThis(arrow: AnyNode): boolean {
  const sharesThis = (node: AnyNode) =>
    node.type !== "FunctionExpression" && node.type !== "FunctionDeclaration";
  for (const node of nodesOf(arrow, sharesThis)) {
    if (node.type === "ThisExpression" || node.type === "Super" || node.type === "MetaProperty")
      return true;
    if (node.type === "Identifier" && node.name === "arguments") return true;
  }
  return false;
}

/** Adds the names that a pattern binds; `a.b = 1` changes an object and binds none. */
function addNames(pattern: AnyNode | null, names: Set<string>): void {
  if (pattern?.type === "Identifier") names.add(pattern.name);
  if (pattern?.type === "RestElement") addNames(pattern.argument, names);
  if (pattern?.type === "AssignmentPattern") addNames(pattern.left, names);
  if (pattern?.type === "ArrayPattern")
    for (const element of pattern.elements) addNames(element, names);
  if (pattern?.type === "ObjectPattern") {
    for (const property of pattern.properties) {
      addNames(property.type === "Property" ? property.value : property.argument, names);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof (value as AnyNode | undefined)?.type === "string";
}
