import type {
  AnyNode,
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  MemberExpression,
} from "acorn";
import { boundNames, childrenOf } from "./syntax";

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
    /** Whether it holds the `var`s of the blocks in it. */
    readonly holdsVars: boolean,
  ) {}

  declare(name: string): void {
    this.variables.set(name, { name, scope: this, assignments: [] });
  }

  find(name: string): Variable | undefined {
    return this.variables.get(name) ?? this.parent?.find(name);
  }

  get ofVars(): Scope {
    return this.holdsVars || !this.parent ? this : this.parent.ofVars;
  }
}

export interface Scopes {
  root: Scope;
  /** The scope of each node that has one. */
  of: Map<AnyNode, Scope>;
  /** The uses of each name that is not declared, with the nodes around them, from the outside in. */
  free: Map<string, AnyNode[][]>;
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
    free: new Map(),
    freelyAssigned: new Set(),
  };
  declareNames(program, scopes.root, scopes.of);
  resolveNames([program], scopes.root, scopes);
  return scopes;
}

function declareNames(node: AnyNode, outer: Scope, of: Map<AnyNode, Scope>): void {
  const scope = node === outer.node ? outer : scopeOf(node, outer);
  of.set(node, scope);
  switch (node.type) {
    case "VariableDeclaration": {
      const target = node.kind === "var" ? scope.ofVars : scope;
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
  for (const child of childrenOf(node)) {
    const isChoice = node.type === "SwitchStatement" && child === node.discriminant;
    declareNames(child, isChoice ? outer : scope, of);
  }
}

/** The scope that a node opens, or the one around it. */
function scopeOf(node: AnyNode, outer: Scope): Scope {
  if (isFunction(node)) return new Scope(node, outer, [...outer.functions, node], true);
  // Defaults of parameters do not see the variables of the body.
  const holdsVars = node.type === "StaticBlock" || isFunction(outer.node);
  const opens =
    /^(Block|For|ForIn|ForOf|Switch)Statement$|^StaticBlock$|^CatchClause$|^Class(Declaration|Expression)$/;
  return opens.test(node.type) ? new Scope(node, outer, outer.functions, holdsVars) : outer;
}

/** @param path the node, last, and those around it. */
function resolveNames(path: AnyNode[], outer: Scope, scopes: Scopes): void {
  const node = path.at(-1)!;
  const scope = scopes.of.get(node) ?? outer;
  if (node.type === "Identifier" && !scope.find(node.name)) {
    const uses = scopes.free.get(node.name) ?? [];
    uses.push([...path]);
    scopes.free.set(node.name, uses);
  }
  for (const name of assignedBy(node)) {
    if (name.startsWith("exports.") && !scopes.root.variables.has(name)) scopes.root.declare(name);
    const variable = scope.find(name);
    if (variable) variable.assignments.push({ node, functions: scope.functions });
    else scopes.freelyAssigned.add(name);
  }
  for (const child of childrenOf(node)) {
    // The names of the cases are not in scope where they are chosen.
    const isChoice = node.type === "SwitchStatement" && child === node.discriminant;
    path.push(child);
    resolveNames(path, isChoice ? outer : scope, scopes);
    path.pop();
  }
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
