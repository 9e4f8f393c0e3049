import type { Class } from "acorn";
import type { ClosureFunction } from "../inspect/captured";
import { locationOf } from "../inspect/sources";
import { nodesOf } from "../serialize/syntax";
import { isWellKnown } from "../inspect/well-known";
import type { Issue, Rule } from "./rule";

/** The serializer splits a class into its constructor and methods. Everything else in it is lost. */
export const classes: Rule = ({ functions }) =>
  functions.flatMap((fn): Issue[] => {
    const node = fn.isClass ? classNode(fn) : undefined;
    if (!node) return [];
    const found: Omit<Issue, "at" | "origin" | "name">[] = [];
    const fields = initialisedFields(node);
    const secrets = privateNames(node, fn);
    const base = builtinBase(fn);
    if (fields.length > 0) {
      found.push({
        rule: "field-initialisers",
        message: `Class "${fn.name}" gives initial values to fields (${fields.join(", ")}), which are dropped: they are undefined at run time. Set "target": "ES2021" in tsconfig.json, or assign them in the constructor.`,
      });
    }
    if (secrets.length > 0) {
      found.push({
        rule: "private-members",
        message: `Class "${fn.name}" has private members (${secrets.join(", ")}), which are serialized apart from it: the code throws at run time. Write "private" in place of #, or declare the class inside callbackFactory.`,
      });
    }
    if (base) {
      found.push({
        rule: "extends-builtin",
        message: `Class "${fn.name}" extends ${base}, whose constructor does not run at run time: what ${base} would set up is missing. Declare the class inside callbackFactory.`,
      });
    }
    return found.map((issue) => ({ ...issue, name: fn.name, at: userOf(fn), origin: fn.origin }));
  });

/** The program's function that captures a class: the place to fix. */
function userOf(fn: ClosureFunction): ClosureFunction {
  return fn.package ? (fn.reachedBy?.by ?? fn) : fn;
}

function classNode({ syntax }: ClosureFunction): Class | undefined {
  for (const node of syntax ? nodesOf(syntax) : [])
    if (node.type === "ClassExpression") return node;
  return undefined;
}

function initialisedFields(node: Class): string[] {
  return node.body.body.flatMap((member) =>
    member.type === "PropertyDefinition" &&
    member.key.type !== "PrivateIdentifier" &&
    !member.static &&
    member.value
      ? [member.key.type === "Identifier" ? member.key.name : "[computed]"]
      : [],
  );
}

function privateNames(node: Class, { captures, name }: ClosureFunction): string[] {
  const names = node.body.body.flatMap((member) =>
    "key" in member && member.key.type === "PrivateIdentifier" ? [`#${member.key.name}`] : [],
  );
  // Compiled to ES2021, `#count` of a class Counter is a captured WeakMap `_Counter_count`.
  const compiled = [...captures.keys()].flatMap((variable) =>
    variable.startsWith(`_${name}_`) ? [`#${variable.slice(name.length + 2)}`] : [],
  );
  return [...new Set([...names, ...compiled])];
}

/** The built-in class that a class extends directly, JavaScript's or Node's. */
function builtinBase({ value }: ClosureFunction): string | undefined {
  const base = Object.getPrototypeOf(value) as { name: string } & object;
  if (base === Function.prototype) return undefined;
  const isBuiltin = isWellKnown(base) || locationOf(base).file.startsWith("node:");
  return isBuiltin ? base.name : undefined;
}
