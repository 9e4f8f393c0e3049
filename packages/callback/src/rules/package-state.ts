import { readFileSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import type { ClosureFunction } from "../inspect/captured";
import { packageOf } from "../inspect/modules";
import { writtenAt } from "../inspect/sources";
import { changesIn, type Change } from "./package-changes";
import type { Issue, Rule } from "./rule";
import { Scripts } from "./scripts";

/** Longer statements are cut. */
const MAX_LENGTH = 60;

/** Not a part of the program, even where it is no package in node_modules. */
const OUR_FOLDER = dirname(__dirname) + sep;

/** In the bundle, packages are as they were: what the program sets up in them when it starts does not happen there. */
export const packageState: Rule = ({ root, functions, captured }, { directory }) => {
  const used = new Set<string>();
  for (const { module, by } of captured)
    if (module?.package && !by.package && !module.package.startsWith("@pulumi/"))
      used.add(module.package);
  if (used.size === 0) return [];
  const scripts = new Scripts(functions);
  const own = functions.filter((fn) => !fn.package && fn.location.script !== "");
  const firsts = new Map(own.toReversed().map((fn) => [fn.location.script, fn]));
  for (const file of loadedFiles(used)) {
    const script = scripts.scriptOf(file);
    if (script && !firsts.has(script)) firsts.set(script, root);
  }
  return [...firsts].flatMap(([script, fn]) => {
    const program = scripts.programOf(script);
    return (program ? changesIn(program) : [])
      .filter((change) => used.has(change.package))
      .map((change) => issueOf(change, fn, script, directory));
  });
};

/** What was read of each file that is loaded: closures share the program. */
const texts = new WeakMap<NodeJS.Module, string>();

/** The files of the program that mention one of the packages. */
function loadedFiles(packages: Set<string>): string[] {
  const names = [...packages].flatMap((name) => [`"${name}`, `'${name}`]);
  return Object.keys(require.cache).filter((file) => {
    if (packageOf(file) !== undefined || file.startsWith(OUR_FOLDER)) return false;
    if (!/\.[cm]?[jt]sx?$/.test(file)) return false;
    const text = loadedText(file);
    return names.some((name) => text.includes(name));
  });
}

function loadedText(file: string): string {
  const module = require.cache[file]!;
  const text = texts.get(module) ?? textOf(file);
  texts.set(module, text);
  return text;
}

function issueOf(
  { package: name, at, isImport }: Change,
  fn: ClosureFunction,
  script: string,
  directory: string,
): Issue {
  const { file, line } = writtenAt(script, at);
  const place = `${relative(directory, file)}:${line}`;
  const instead = isImport ? "Require it inside callbackFactory." : "Move it into callbackFactory.";
  return {
    severity: "warning",
    rule: "package-state",
    name,
    at: fn,
    message: `"${statementAt(file, line)}" (${place}) sets up package "${name}" when the program starts. In Lambda that does not happen, and the package is as it was. ${instead}`,
  };
}

function statementAt(file: string, line: number): string {
  const text = textOf(file).split("\n")[line - 1]?.trim() ?? "";
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

/** The text of a file; empty if it is gone since it was loaded. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
