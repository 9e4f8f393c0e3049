import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { relative } from "node:path";
import type { AnyNode, Program } from "acorn";
import type { ClosureFunction } from "../inspect/captured";
import { packageOfSpecifier } from "../inspect/modules";
import { writtenAt } from "../inspect/sources";
import { nodesOf } from "../serialize/syntax";
import type { Issue, Rule } from "./rule";
import { Scripts } from "./scripts";

/** A statement at the top of a file that changes something in a package. */
interface Change {
  package: string;
  /** Offset in the script. */
  at: number;
}

/** Longer statements are cut. */
const MAX_LENGTH = 60;

/** In the bundle, packages are as they were: what the program sets up in them when it starts does not happen there. */
export const packageState: Rule = ({ functions, captured }, { directory }) => {
  const used = new Set(captured.flatMap(({ module, by }) => (by.package ? [] : [module?.package])));
  const scripts = new Scripts(functions);
  const own = functions.filter((fn) => !fn.package && fn.location.script !== "");
  const firsts = new Map(own.toReversed().map((fn) => [fn.location.script, fn]));
  return [...firsts].flatMap(([script, fn]) =>
    changesIn(scripts.programOf(fn))
      .filter((change) => used.has(change.package) && !change.package.startsWith("@pulumi/"))
      .map((change) => issueOf(change, fn, script, directory)),
  );
};

function issueOf(change: Change, fn: ClosureFunction, script: string, directory: string): Issue {
  const { file, line } = writtenAt(script, change.at);
  const place = `${relative(directory, file)}:${line}`;
  return {
    severity: "warning",
    rule: "package-state",
    name: change.package,
    at: fn,
    message: `"${statementAt(file, line)}" (${place}) sets up package "${change.package}" when the program starts. In Lambda that does not happen, and the package is as it was. Move it into callbackFactory.`,
  };
}

function statementAt(file: string, line: number): string {
  const text = readFileSync(file, "utf8").split("\n")[line - 1]?.trim() ?? "";
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

/** The statements that do nothing but call or assign what a package exports. */
function changesIn(program: Program | undefined): Change[] {
  const packages = new Map<string, string>();
  const changes: Change[] = [];
  for (const statement of program?.body ?? []) {
    if (statement.type === "VariableDeclaration")
      for (const { id, init } of statement.declarations) {
        const required = id.type === "Identifier" && init ? packageRequiredBy(init) : undefined;
        if (id.type === "Identifier" && required) packages.set(id.name, required);
      }
    if (statement.type !== "ExpressionStatement") continue;
    const changed = packages.get(changedName(statement.expression) ?? "");
    if (changed) changes.push({ package: changed, at: statement.start });
  }
  return changes;
}

/** The package of `require("package")`, which a compiler may have wrapped. */
function packageRequiredBy(init: AnyNode): string | undefined {
  for (const node of nodesOf(init)) {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") continue;
    const [argument] = node.arguments;
    if (node.callee.name !== "require" || argument?.type !== "Literal") continue;
    const specifier = String(argument.value);
    if (!isBuiltin(specifier) && !/^[./]/.test(specifier)) return packageOfSpecifier(specifier);
  }
  return undefined;
}

/** For `a.b.c = 1`, `a.b.c()` and `(0, a.b)()`: a. */
function changedName(expression: AnyNode): string | undefined {
  switch (expression.type) {
    case "AwaitExpression":
      return changedName(expression.argument);
    case "AssignmentExpression":
      return rootOf(expression.left);
    case "CallExpression": {
      const { callee } = expression;
      return rootOf(callee.type === "SequenceExpression" ? callee.expressions.at(-1)! : callee);
    }
    default:
      return undefined;
  }
}

/** The name of the object that a property belongs to, however deep. */
function rootOf(node: AnyNode): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  return node.object.type === "Identifier" ? node.object.name : rootOf(node.object);
}
