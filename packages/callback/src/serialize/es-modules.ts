import type { AnyNode } from "acorn";
import { fail, SerializedText, type Range, type Wrapper } from "./serialized-text";
import { assembled, type Module } from "./module-text";
import { named, NAMES, NAMES_MODULE } from "./names";
import { PREFIX } from "./parse-function";
import { assignedNames, identifierNames, usesOwnThis } from "./syntax";

/** The module that holds the captured values, and the one that exports the handler. */
export const ENVIRONMENT = "environment";
export const ENTRY = "entry";

/**
 * Rewrites the text that Pulumi's serializer made of a closure into ES modules, one for each function,
 * so that a bundler can drop what is not used. Pulumi wraps each function as
 *
 *     function __f(__0) {
 *       return (function() { with({ name: __value, ... }) { return <code>; } }).apply(t, a).apply(this, arguments);
 *     }
 *
 * where a captured name costs a property look-up at every use and a new function at every call. Here the
 * captured names become imports of a plain function. Imports also allow what ordered statements do not:
 * functions that capture each other.
 *
 * @param text CommonJS text from `pulumi.runtime.serializeFunction`.
 * @param directory the folder from which packages are resolved.
 * @param required the folders of packages to `require`, not to import.
 * @returns the modules by their names, ENTRY among them. They import each other as `closure:<name>`.
 */
export function toEsModules(
  text: string,
  directory: string,
  required: ReadonlySet<string> = new Set(),
): Map<string, Module> {
  const source = new SerializedText(text, directory, required);
  const modules = new Map<string, Module>();
  for (const wrapper of source.functions.values())
    modules.set(wrapper.name, functionModule(source, wrapper));
  modules.set(NAMES, { text: NAMES_MODULE, copies: [] });
  modules.set(ENVIRONMENT, { text: environmentModule(source), copies: [] });
  modules.set(ENTRY, { text: entryModule(source), copies: [] });
  return modules;
}

function functionModule(source: SerializedText, wrapper: Wrapper): Module {
  return isDirect(source, wrapper)
    ? directFunction(source, wrapper)
    : rebuiltFunction(source, wrapper);
}

/** Whether the function behaves the same if its captured names are bound once, not at each call. */
function isDirect(
  source: SerializedText,
  { captures, code, outerThis, outerArguments }: Wrapper,
): boolean {
  if (!isUndefined(outerThis) || !isUndefined(outerArguments)) return false;
  if (
    code.type === "ArrowFunctionExpression" ? usesOwnThis(code) : code.type !== "FunctionExpression"
  )
    return false;
  const assigned = assignedNames(code);
  return captures.every(
    ({ name, value }) =>
      !assigned.has(name) &&
      (isConstant(value) || (value.type === "Identifier" && source.declares(value.name))),
  );
}

/** A module in which the captured names are imports and constants, and the function is declared directly. */
function directFunction(source: SerializedText, wrapper: Wrapper): Module {
  const { name, captures, code } = wrapper;
  if (code.type !== "FunctionExpression" && code.type !== "ArrowFunctionExpression")
    return fail(name);
  let ownName = name;
  // A captured name may equal that of a package elsewhere in the text.
  let header = importsFor(source, [code], [name, ...captures.map((capture) => capture.name)]);
  for (const capture of captures) {
    const value = capture.value.type === "Identifier" ? capture.value.name : undefined;
    if (value === name && ownName === name) ownName = capture.name;
    else if (value && source.declares(value)) header += importOf(source, value, capture.name);
    else header += `const ${capture.name} = ${source.textOf(capture.value)};\n`;
  }
  const keyword = `${code.async ? "async " : ""}function${code.generator ? "*" : ""}`;
  const parameters = code.params.flatMap((parameter, i) => (i ? [", ", parameter] : [parameter]));
  const body = code.expression ? ["{ return (", code.body, "); }"] : [code.body];
  return assembled(source, wrapper, nameless(source, code), [
    `${header}${keyword} ${ownName}(`,
    ...parameters,
    ") ",
    ...body,
    `\nexport { ${ownName} as ${name} };\n${setName(source, wrapper, ownName)}`,
  ]);
}

/** A module that keeps what the wrapper does: it binds the captured names anew at each call. */
function rebuiltFunction(source: SerializedText, wrapper: Wrapper): Module {
  const { name, captures, code, outerThis, outerArguments } = wrapper;
  const header = importsFor(
    source,
    [code, outerThis, outerArguments, ...captures.map((c) => c.value)],
    [name],
  );
  const bindings = captures.map((c) => `let ${c.name} = ${source.textOf(c.value)};`).join(" ");
  const around = `${source.textOf(outerThis)}, ${source.textOf(outerArguments)}`;
  const range = nameless(source, code);
  const keyword = source.textOf({ start: code.start, end: range.start });
  return assembled(source, wrapper, range, [
    `${header}export function ${name}() {\n  return (function () { ${bindings} return ${keyword}`,
    range,
    `; }).apply(${around}).apply(this, arguments);\n}\n${setName(source, wrapper, name)}`,
  ]);
}

/** The part of a function that the serializer copies: all of an arrow function, others from the parameters on. */
function nameless(source: SerializedText, { type, start, end }: AnyNode): Range {
  if (type !== "FunctionExpression") return { start, end };
  return { start: start + source.textOf({ start, end }).indexOf("("), end };
}

/** The statement that gives the function the name that it has in the program. */
function setName(source: SerializedText, wrapper: Wrapper, variable: string): string {
  const { code, result } = wrapper;
  // Pulumi and our own parser put it into a comment.
  const written = source.textOf({ start: result.start, end: code.end });
  const [, name] = /^return (?:(?:async )?function\*? )?\/\*([\w$]+)\*\//.exec(written) ?? [];
  if (name === undefined || [PREFIX, "constructor"].includes(name)) return "";
  return `${named(variable, name.replace(PREFIX, ""))};\n`;
}

function environmentModule(source: SerializedText): string {
  const statements = source.environment.map((node) => `${source.textOf(node)}\n`).join("");
  const header = source.environment
    .flatMap((node) => [...identifierNames(node)])
    .filter((name, index, names) => names.indexOf(name) === index && !source.values.has(name))
    .map((name) => importOf(source, name, name))
    .join("");
  return `${header}${statements}export { ${[...source.values].join(", ")} };\n`;
}

function entryModule(source: SerializedText): string {
  const exported = source.exported ?? fail("no export");
  const header = importsFor(source, [exported]);
  return `import "closure:${ENVIRONMENT}";\n${header}export const handler = ${source.textOf(exported)};\n`;
}

/** Import statements for every declared name that the nodes mention, `except` some. */
function importsFor(source: SerializedText, nodes: AnyNode[], except: string[] = []): string {
  const names = new Set(nodes.flatMap((node) => [...identifierNames(node)]));
  const statements = [];
  for (const name of names) {
    if (!except.includes(name)) statements.push(importOf(source, name, name));
  }
  return statements.join("");
}

/** The statement that imports a declared name under another name; none if it is not declared. */
function importOf(source: SerializedText, name: string, as: string): string {
  if (source.namespaces.has(name)) {
    return `import * as ${as} from ${JSON.stringify(source.namespaces.get(name))};\n`;
  }
  const module = source.functions.has(name)
    ? name
    : source.values.has(name)
      ? ENVIRONMENT
      : undefined;
  return module ? `import { ${name} as ${as} } from "closure:${module}";\n` : "";
}

function isUndefined(node: AnyNode): boolean {
  return node.type === "Identifier" && node.name === "undefined";
}

function isConstant(node: AnyNode): boolean {
  if (node.type === "UnaryExpression") return isConstant(node.argument);
  return isUndefined(node) || node.type === "Literal";
}
