import { parse, type AnyNode, type Program } from "acorn";
import type { Captured, ClosureFunction } from "../inspect/captured";
import {
  isFunction,
  resolveScopes,
  type Scope,
  type Scopes,
  type Variable,
} from "../serialize/scopes";
import { offsetIn, scriptOfFile, scriptText } from "../inspect/sources";
import { nodesOf } from "../serialize/syntax";
import { textsRead, type TextRead } from "../texts-read";

/** Array methods that call their argument before they return. */
const CALLS_AT_ONCE =
  /^(every|filter|find|findIndex|findLast|flatMap|forEach|map|reduce|reduceRight|some|sort)$/;

/** By the text: closures share most of their scripts. */
const scopesOfTexts = new Map<string, Scopes | undefined>();
const functionsOfScripts = new WeakMap<Scopes, [AnyNode, Scope][]>();
const calledAtOnce = new WeakSet<object>();

/** Looks up what the names in a function refer to, in the script where it was written. */
export class Scripts {
  readonly #known: Map<string, string>;

  constructor(functions: ClosureFunction[]) {
    this.#known = new Map(functions.map(({ location }) => [location.file, location.script]));
  }

  variableOf(thing: Captured): Variable | undefined {
    if (thing.module?.path !== undefined) {
      const exports = this.#scopesOf(this.scriptOf(thing.module.path))?.root.variables;
      return exports?.get(`exports.${thing.name.split(".").pop()}`);
    }
    return this.scopeOf(thing.by)?.find(thing.name);
  }

  /** The scope of the function's syntax node. */
  scopeOf(fn: ClosureFunction): Scope | undefined {
    const scopes = this.#scopesOf(fn.location.script);
    const offset = offsetIn(fn.location);
    let innermost = scopes?.root;
    for (const [node, scope] of scopes ? functionsIn(scopes) : [])
      if (node.start <= offset && offset < node.end) innermost = scope;
    return innermost;
  }

  /** The whole script. */
  programOf(script: string): Program | undefined {
    return this.#scopesOf(script)?.root.node as Program | undefined;
  }

  isCalledAtOnce(node: object): boolean {
    return calledAtOnce.has(node);
  }

  /** The script that was made of a file. */
  scriptOf(file: string): string | undefined {
    return this.#known.get(file) ?? scriptOfFile(file);
  }

  #scopesOf(script: string | undefined): Scopes | undefined {
    if (!script) return undefined;
    const text = scriptText(script);
    textsRead.publish({ script: text } satisfies TextRead);
    return scopesOfText(text);
  }
}

/** Each function of a script with its scope, outer ones first. */
function functionsIn(scopes: Scopes): [AnyNode, Scope][] {
  const found =
    functionsOfScripts.get(scopes) ?? [...scopes.of].filter(([node]) => isFunction(node));
  functionsOfScripts.set(scopes, found);
  return found;
}

/** The scopes of a whole script; undefined for an ES module. */
export function scopesOfText(text: string): Scopes | undefined {
  if (!scopesOfTexts.has(text)) scopesOfTexts.set(text, readScopes(text));
  return scopesOfTexts.get(text);
}

function readScopes(text: string): Scopes | undefined {
  try {
    const program = parse(text, {
      ecmaVersion: "latest",
      sourceType: "script",
      allowReturnOutsideFunction: true,
      allowHashBang: true,
    });
    for (const node of nodesOf(program)) {
      if (node.type !== "CallExpression") continue;
      const { callee } = node;
      if (isFunction(callee)) calledAtOnce.add(callee);
      if (callee.type === "MemberExpression" && callee.property.type === "Identifier") {
        if (CALLS_AT_ONCE.test(callee.property.name))
          for (const argument of node.arguments) calledAtOnce.add(argument);
      }
    }
    return resolveScopes(program);
  } catch {
    return undefined; // An ES module, of which the serializer makes nothing good anyway.
  }
}
