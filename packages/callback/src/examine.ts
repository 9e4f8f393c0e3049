import { relative } from "node:path";
import { gzipSync } from "node:zlib";
import type { Captured, Closure, ClosureFunction, Kind } from "./inspect/captured";
import { inspectClosure } from "./inspect/inspect";
import type { Variables } from "./inspect/live-function";
import { packageOf } from "./inspect/modules";
import { classOf } from "./inspect/native-objects";
import { locationOf } from "./inspect/sources";
import { classes } from "./rules/classes";
import { functionTexts } from "./rules/functions";
import { globalNames } from "./rules/globals";
import { defaultImports, packages } from "./rules/modules";
import { extensibility, objects } from "./rules/objects";
import { pulumiApi, secrets, wholeResource } from "./rules/pulumi";
import { packageState } from "./rules/package-state";
import type { Issue, RuleOptions } from "./rules/rule";
import { frozenValue, lostState } from "./rules/state";

/** A file, relative to the program's folder, and a line in it. */
export interface Place {
  file: string;
  line: number;
}

/** Something that is wrong with a closure. */
export interface Finding {
  severity: "error" | "warning";
  /** For example "lost-state". */
  rule: string;
  /** What is captured, as the program calls it. */
  name: string;
  /** The function that captures it, relative to the program's folder. */
  file: string;
  line: number;
  /** What happens at run time, and what to write instead. */
  message: string;
}

/** One thing that a function of the closure uses, and where that function is. */
export interface CapturedName {
  name: string;
  kind: Kind;
  /** The module it was imported from. */
  from?: string;
  file: string;
  line: number;
}

export interface Diagnosis {
  /** Where the closure itself is. */
  place: Place;
  captured: CapturedName[];
  findings: Finding[];
  /** Every function that the serializer will write. */
  functions: ClosureFunction[];
  /** What they take from around them. */
  variables: Variables;
  /** Copies of modules, with what is to be required in their place. */
  copies: ReadonlyMap<object, string>;
}

const MAX_GZIP_BYTES = 250 * 1024;

const RULES = [
  secrets,
  pulumiApi,
  wholeResource,
  lostState,
  frozenValue,
  globalNames,
  classes,
  objects,
  extensibility,
  functionTexts,
  defaultImports,
  packages,
  packageState,
];

/**
 * Finds what would be wrong with a closure once Pulumi has serialized it.
 * https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/
 */
export async function examine(closure: object, options: RuleOptions): Promise<Diagnosis> {
  const inspected = await inspectClosure(closure);
  const all = RULES.flatMap((rule) => rule(inspected, options));
  const derived = all.filter(({ rule }) => rule === "extends-builtin").map(({ name }) => name);
  // A class that extends a built-in one is reported already; faults inside its base add nothing.
  const issues = all
    .filter(({ origin }) => !origin || !derived.includes(origin.name))
    .map(atOrigin);
  const findings = issues.map((issue) => findingOf(issue, options.directory));
  return {
    place: placeOf(inspected.root, options.directory),
    captured: capturedNames(inspected, options.directory),
    findings: unique(findings).sort((a, b) => a.severity.localeCompare(b.severity)),
    functions: inspected.functions,
    variables: inspected.variables,
    copies: inspected.copies,
  };
}

/** Finds what is wrong with the bundle that was made of a closure at that place. */
export function examineBundle(code: string, place: Place): Finding[] {
  const gzipBytes = gzipSync(code).length;
  if (gzipBytes <= MAX_GZIP_BYTES) return [];
  const kilobytes = Math.round(gzipBytes / 1024);
  const message = `Every cold start loads the bundle, which has ${kilobytes} KB gzipped; more than ${MAX_GZIP_BYTES / 1024} KB is unusual. Leave out the largest package that npx pulumi-laptop closures shows.`;
  return [{ severity: "warning", rule: "bundle-size", name: "bundle", ...place, message }];
}

/** The finding as one line: `index.ts:42: "seen" is a Map, ...`. */
export function lineOf({ file, line, message }: Finding): string {
  return `${file}:${line}: ${message}`;
}

/** A fault inside a package's object is reported as capturing that object. */
function atOrigin(issue: Issue): Issue {
  const { origin } = issue;
  if (!origin) return issue;
  const { name, by: at } = origin;
  return { rule: "package-object", name, at, message: whyNot(origin) };
}

function whyNot(origin: Captured): string {
  const { name, value } = origin;
  const owner = ownerOf(origin);
  if (isPrototype(value))
    return `Class "${name}" extends a class of package "${owner}" that cannot be serialized. Declare it inside callbackFactory.`;
  const what =
    typeof value === "function" ? "a function" : `an object of class ${classOf(value as object)}`;
  const from = owner === undefined || owner === "node" ? "Node.js" : `package "${owner}"`;
  return `"${name}" is ${what} of ${from}, which cannot be serialized. Create it inside callbackFactory.`;
}

/** The package, or "node", that something comes from. */
function ownerOf({ value, package: owner, module }: Captured): string | undefined {
  const ofCode = typeof value === "function" ? packageOf(locationOf(value).file) : undefined;
  return owner ?? module?.package ?? ofCode;
}

function isPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!Object.hasOwn(value, "constructor")) return false;
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === "function" && constructor.prototype === value;
}

function findingOf({ severity, rule, name, at, message }: Issue, directory: string): Finding {
  return { severity: severity ?? "error", rule, name, ...placeOf(at, directory), message };
}

function capturedNames({ captured }: Closure, directory: string): CapturedName[] {
  const names = captured
    .filter(({ isDirect, by }) => isDirect && !by.package)
    .map(({ name, kind, module, by }): CapturedName => {
      const from = module?.package ?? module?.specifier;
      return { name, kind, ...(from === undefined ? {} : { from }), ...placeOf(by, directory) };
    });
  return unique(names);
}

function placeOf({ location }: ClosureFunction, directory: string): Place {
  const { file, line } = location;
  return { file: file === "" ? "" : relative(directory, file), line };
}

function unique<Item>(items: Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
