import type { AnyNode, Class } from "acorn";
import { nodesOf } from "./syntax";

/** Text to put into the code of a function. */
export interface Insertion {
  /** Offset in the serialized text. */
  at: number;
  text: string;
}

/** The module that gives functions their names, and its function under a name that no program uses. */
export const NAMES = "names";
const SET_NAME = "__pulumi_callback_set_name";
export const NAMES_MODULE =
  'export const setName = (target, value) => Object.defineProperty(target, "name", { value, configurable: true });\n';
export const NAMES_IMPORT = `import { setName as ${SET_NAME} } from "closure:${NAMES}";\n`;

/** A call that names a function, and returns it. */
export function named(target: string, name: string): string {
  return `${SET_NAME}(${target}, ${JSON.stringify(name)})`;
}

/**
 * What keeps the names of the functions and classes inside a function, which a minifier shortens: errors,
 * their stack frames and tables of handlers show them. The names of methods and properties stay anyway.
 */
export function insertedNames(code: AnyNode): Insertion[] {
  const insertions = [...nodesOf(code)].flatMap((node): Insertion[] => {
    if (node === code) return [];
    switch (node.type) {
      case "FunctionExpression":
        return node.id ? around(node, node.id.name) : [];
      case "ClassDeclaration":
      case "ClassExpression":
        return node.id ? inClass(node, node.id.name) : [];
      case "VariableDeclarator":
        return anonymous(node.id, node.init);
      case "AssignmentExpression":
        return /^(|&&|\|\||\?\?)=$/.test(node.operator) ? anonymous(node.left, node.right) : [];
      case "AssignmentPattern":
        return anonymous(node.left, node.right);
      case "SwitchCase":
        return declared(node.consequent, undefined);
      default:
        return [];
    }
  });
  for (const node of nodesOf(code))
    if (node.type === "BlockStatement" || node.type === "StaticBlock")
      insertions.push(...declared(node.body, startOf(node.body)));
  return insertions.sort((a, b) => a.at - b.at);
}

/** Names the functions that statements declare: at once, for they may be called before. */
function declared(statements: AnyNode[], start: number | undefined): Insertion[] {
  return statements.flatMap((node) =>
    node.type === "FunctionDeclaration" && node.id
      ? [{ at: start ?? node.end, text: `;${named(node.id.name, node.id.name)};` }]
      : [],
  );
}

/** Where the first statement begins that is no directive. */
function startOf(statements: AnyNode[]): number | undefined {
  return statements.find((node) => !("directive" in node))?.start;
}

/** A function or class that takes the name of the variable that it is assigned to. */
function anonymous(target: AnyNode, value: AnyNode | null | undefined): Insertion[] {
  if (target.type !== "Identifier" || !value) return [];
  if (value.type === "ArrowFunctionExpression") return around(value, target.name);
  if (value.type === "FunctionExpression" && !value.id) return around(value, target.name);
  if (value.type === "ClassExpression" && !value.id) return inClass(value, target.name);
  return [];
}

function around({ start, end }: AnyNode, name: string): Insertion[] {
  const [before, after] = named("\0", name).split("\0");
  return [
    { at: start, text: before! },
    { at: end, text: after! },
  ];
}

function inClass({ body }: Class, name: string): Insertion[] {
  const hasOwn = body.body.some(
    (member) =>
      member.type !== "StaticBlock" &&
      member.static &&
      (member.computed || (member.key.type === "Identifier" && member.key.name === "name")),
  );
  return hasOwn ? [] : [{ at: body.start + 1, text: `static { ${named("this", name)}; }` }];
}
