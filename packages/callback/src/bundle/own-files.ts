import { parse, type AnyNode, type Program } from "acorn";
import { resolveScopes, type Scopes, type Variable } from "../serialize/scopes";
import { nodesOf } from "../serialize/syntax";

/** A place where code opens a file of its own package. */
export interface Opening {
  line: number;
  /** Whether the file is a native build. */
  isNative: boolean;
}

/** Packages that load the native build of another. */
export const LOADERS = new Set([
  "@mapbox/node-pre-gyp",
  "bindings",
  "node-gyp-build",
  "node-gyp-build-optional-packages",
]);

/** Functions that open the file that an argument names: the first, and the second of `dlopen`. */
const OPENERS =
  /^(require|dlopen|createReadStream|readdirSync|readFile|readFileSync|resolve|Worker|createRequire)$/;

/** What a text must have to be worth parsing: most packages open nothing. */
const MAY_OPEN =
  /\b(require(\.resolve)?\s*\(\s*[^"'\s)]|__dirname|__filename|import\.meta|require\.resolve)|["'](bindings|node-gyp-build|@mapbox\/node-pre-gyp)/;

/**
 * Finds where code opens files by paths that lead into its own package, of which a bundle has none. A path
 * that depends on what is not in the text is taken for another's.
 * @param text of a JavaScript file.
 */
export function openings(text: string): Opening[] {
  if (!MAY_OPEN.test(text)) return [];
  const program = parsed(text);
  if (!program) return [];
  const scopes = resolveScopes(program);
  const values = valuesOfVariables(program, scopes);
  // Who catches that a build is missing does without, as "ws" and its optional packages do.
  const tried = [...nodesOf(program)].flatMap((node) =>
    node.type === "TryStatement" ? [node.block] : [],
  );
  const isTried = ({ start, end }: AnyNode) =>
    tried.some((block) => block.start <= start && end <= block.end);
  return [...nodesOf(program)].flatMap((node): Opening[] => {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return [];
    const name = calleeName(node.callee);
    const path = node.arguments[name === "dlopen" ? 1 : 0];
    if (!path) return [];
    const line = () => text.slice(0, node.start).split("\n").length;
    if (name === "require" && path.type === "Literal" && !isTried(node))
      return LOADERS.has(String(path.value)) ? [{ line: line(), isNative: true }] : [];
    if (!OPENERS.test(name) || isBundled(name, path)) return [];
    const parts = partsOf(path, scopes, values);
    const isNative = parts.some((part) => part.endsWith(".node"));
    // What is not required is relative to the working directory.
    const isRequired = name === "require" || name === "resolve";
    const leadsToOwn = parts.some((part) => part === HERE || (isRequired && isRelative(part)));
    return isNative || leadsToOwn ? [{ line: line(), isNative }] : [];
  });
}

/** A module's own folder or file, as a part of a path. */
const HERE = "__dirname";

function isRelative(part: string): boolean {
  return part.startsWith("./") || part.startsWith("../");
}

function parsed(text: string): Program | undefined {
  for (const sourceType of ["module", "script"] as const)
    try {
      return parse(text, {
        ecmaVersion: "latest",
        sourceType,
        allowReturnOutsideFunction: true,
        allowHashBang: true,
      });
    } catch {
      continue;
    }
  return undefined;
}

/** For `require`, `fs.readFileSync`: the last name. `require.resolve` is told from `path.resolve`. */
function calleeName(callee: AnyNode): string {
  if (callee.type === "Identifier") return callee.name === "resolve" ? "" : callee.name;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return "";
  const { name } = callee.property;
  if (name !== "resolve") return name;
  return callee.object.type === "Identifier" && callee.object.name === "require" ? name : "";
}

/** esbuild bundles every file that `require("./locales/" + name)` may mean. */
function isBundled(name: string, path: AnyNode): boolean {
  if (name !== "require") return false;
  if (path.type === "TemplateLiteral") return isRelative(path.quasis[0]!.value.cooked ?? "");
  let first: AnyNode = path;
  while (first.type === "BinaryExpression") first = first.left;
  return first !== path && first.type === "Literal" && isRelative(String(first.value));
}

/** The expressions that a file assigns to each variable. */
function valuesOfVariables(program: Program, { of }: Scopes): Map<Variable, AnyNode[]> {
  const values = new Map<Variable, AnyNode[]>();
  const note = (target: AnyNode, value: AnyNode | null | undefined) => {
    if (target.type !== "Identifier" || !value) return;
    const variable = of.get(target)?.find(target.name);
    if (variable) values.set(variable, [...(values.get(variable) ?? []), value]);
  };
  for (const node of nodesOf(program)) {
    if (node.type === "VariableDeclarator") note(node.id, node.init);
    if (node.type === "AssignmentExpression") note(node.left, node.right);
    if (node.type === "ForOfStatement" && node.left.type === "VariableDeclaration")
      note(node.left.declarations[0]!.id, node.right);
  }
  return values;
}

/** The texts that an expression may be made of, as far as the file has them. */
function partsOf(expression: AnyNode, { of }: Scopes, values: Map<Variable, AnyNode[]>): string[] {
  const parts: string[] = [];
  const seen = new Set<Variable>();
  const pending = [expression];
  for (let next = pending.pop(); next; next = pending.pop())
    for (const node of nodesOf(next, (inner) => !/Function/.test(inner.type))) {
      if (node.type === "Literal" && typeof node.value === "string") parts.push(node.value);
      if (node.type === "TemplateElement") parts.push(node.value.cooked ?? "");
      if (node.type === "MetaProperty" && node.meta.name === "import") parts.push(HERE);
      if (node.type !== "Identifier") continue;
      const variable = of.get(node)?.find(node.name);
      if (!variable && /^__(dirname|filename)$/.test(node.name)) parts.push(HERE);
      if (!variable || seen.has(variable)) continue;
      seen.add(variable);
      pending.push(...(values.get(variable) ?? []));
    }
  return parts;
}
