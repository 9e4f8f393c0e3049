import type {
  AnyNode,
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  MemberExpression,
} from "acorn";

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** A variable of a script, or of a function's text. */
export interface Variable {
  name: string;
  scope: Scope;
  /** Assignments to it, other than its declaration. */
  assignments: Assignment[];
}

export interface Assignment {
  node: AnyNode;
  /** The functions around it, from the outside in. */
  functions: FunctionNode[];
}

/** What the names of a piece of code stand for. */
export class Scope {
  readonly variables = new Map<string, Variable>();

  constructor(
    readonly node: AnyNode,
    readonly parent: Scope | undefined,
    /** The functions around it, from the outside in; its own is the last. */
    readonly functions: FunctionNode[],
    /** The scope of `var`. */
    readonly isFunction: boolean,
  ) {}

  declare(name: string): void {
    this.variables.set(name, { name, scope: this, assignments: [] });
  }

  find(name: string): Variable | undefined {
    return this.variables.get(name) ?? this.parent?.find(name);
  }

  get functionScope(): Scope {
    return this.isFunction || !this.parent ? this : this.parent.functionScope;
  }
}

export interface Scopes {
  root: Scope;
  /** The scope of each node that has one. */
  of: Map<AnyNode, Scope>;
  /** Names that are used but not declared. */
  free: Set<string>;
  /** Names that are assigned but not declared. */
  freelyAssigned: Set<string>;
}

/** By the program: several rules ask for the same, for each closure. */
const known = new WeakMap<AnyNode, Scopes>();

/** Resolves the names of a program: which variable each assignment changes. */
export function resolveScopes(program: AnyNode): Scopes {
  const scopes = known.get(program) ?? readScopes(program);
  known.set(program, scopes);
  return scopes;
}

function readScopes(program: AnyNode): Scopes {
  const scopes: Scopes = {
    root: new Scope(program, undefined, [], true),
    of: new Map(),
    free: new Set(),
    freelyAssigned: new Set(),
  };
  declareNames(program, scopes.root, scopes.of);
  resolveNames(program, scopes.root, scopes);
  return scopes;
}

function declareNames(node: AnyNode, outer: Scope, of: Map<AnyNode, Scope>): void {
  const scope = node === outer.node ? outer : scopeOf(node, outer);
  of.set(node, scope);
  switch (node.type) {
    case "VariableDeclaration": {
      const target = node.kind === "var" ? scope.functionScope : scope;
      for (const { id } of node.declarations)
        for (const name of boundNames(id)) target.declare(name);
      break;
    }
    case "FunctionDeclaration":
    case "ClassDeclaration":
      if (node.id) outer.declare(node.id.name);
      break;
    case "FunctionExpression":
    case "ClassExpression":
      if (node.id) scope.declare(node.id.name);
      break;
    case "CatchClause":
      for (const name of boundNames(node.param)) scope.declare(name);
      break;
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      scope.declare(node.local.name);
      break;
  }
  if (isFunction(node)) {
    for (const parameter of node.params)
      for (const name of boundNames(parameter)) scope.declare(name);
    if (node.type !== "ArrowFunctionExpression") scope.declare("arguments");
  }
  for (const child of childrenOf(node)) declareNames(child, scope, of);
}

/** The scope that a node opens, or the one around it. */
function scopeOf(node: AnyNode, outer: Scope): Scope {
  if (isFunction(node)) return new Scope(node, outer, [...outer.functions, node], true);
  const opens =
    /^(Block|For|ForIn|ForOf|Switch|Static).*Statement$|^StaticBlock$|^CatchClause$|^Class/;
  return opens.test(node.type) ? new Scope(node, outer, outer.functions, false) : outer;
}

function resolveNames(node: AnyNode, outer: Scope, scopes: Scopes): void {
  const scope = scopes.of.get(node) ?? outer;
  if (node.type === "Identifier" && !scope.find(node.name)) scopes.free.add(node.name);
  for (const name of assignedBy(node)) {
    if (name.startsWith("exports.") && !scopes.root.variables.has(name)) scopes.root.declare(name);
    const variable = scope.find(name);
    if (variable) variable.assignments.push({ node, functions: scope.functions });
    else scopes.freelyAssigned.add(name);
  }
  for (const child of childrenOf(node)) resolveNames(child, scope, scopes);
}

/** The variables that a node assigns to. `exports.name` counts: compilers turn `export let` into it. */
function assignedBy(node: AnyNode): string[] {
  switch (node.type) {
    case "AssignmentExpression":
      return isExport(node.left) ? [`exports.${node.left.property.name}`] : boundNames(node.left);
    case "UpdateExpression":
      return boundNames(node.argument);
    case "ForInStatement":
    case "ForOfStatement":
      return node.left.type === "VariableDeclaration" ? [] : boundNames(node.left);
    default:
      return [];
  }
}

/** The names that a pattern binds; `a.b = 1` changes an object and binds none. */
function boundNames(pattern: AnyNode | null | undefined): string[] {
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

/** The children of a node whose names are variables, not labels or property names. */
function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    const isName =
      key === "label" ||
      key === "meta" ||
      (node.type === "MetaProperty" && key === "property") ||
      ((key === "property" || key === "key") && !(node as { computed?: boolean }).computed) ||
      ((key === "imported" || key === "exported") && /Specifier$/.test(node.type));
    if (isName) continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof (child as AnyNode | null)?.type === "string") yield child as AnyNode;
    }
  }
}

function isExport(node: AnyNode): node is MemberExpression & { property: Identifier } {
  return (
    node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "exports" &&
    node.property.type === "Identifier"
  );
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}
