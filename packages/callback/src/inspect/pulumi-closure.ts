// The parts of Pulumi's serializer that tell what it will see. They are not public: package.json pins
// @pulumi/pulumi, and the tests of closures fail if they change.
import type { Session } from "node:inspector";
import * as packages from "@pulumi/pulumi/runtime/closure/package";
import * as hooks from "@pulumi/pulumi/runtime/closure/v8Hooks";

/** One property of `a.b.c()`: b, or c, which is invoked. */
export interface Link {
  name: string;
  invoked: boolean;
}

/** The properties that are read of a captured variable: for `a.b.c` the links b and c. */
export interface Chain {
  infos: Link[];
}

export interface ParsedFunction {
  /** The code to write, and the same with a name for its own `super`. */
  funcExprWithoutName: string;
  funcExprWithName?: string;
  functionDeclarationName?: string | undefined;
  isArrowFunction: boolean;
  capturedVariables: Record<"required" | "optional", Map<string, Chain[]>>;
  usesNonLexicalThis: boolean;
}

interface Parse {
  /** An error text, and the function if it could be parsed anyway. */
  parseFunction: (text: string) => [string, ParsedFunction | undefined];
  isNativeFunction: (text: string) => boolean;
}

interface V8 {
  /** The value that a function sees under a name. */
  lookupCapturedVariableValueAsync: (
    value: object,
    name: string,
    throwOnFailure: boolean,
  ) => Promise<unknown>;
  getFunctionLocationAsync: (
    value: object,
  ) => Promise<{ file: string; line: number; column: number }>;
  /** Of what was bound, only primitive values. Throws if the function is not a bound one. */
  getBoundFunction: (value: object) => Promise<{
    targetFunctionText: string;
    boundThisValue: unknown;
    boundArgsValues: unknown[];
  }>;
}

interface Hooks {
  /** The session that has listened to V8 since Pulumi's runtime started. */
  getSessionAsync: () => Promise<Session>;
  /** Of a script that was loaded since. */
  getScriptUrl: (scriptId: string) => string | undefined;
}

/* oxlint-disable typescript/no-require-imports -- an import may be a copy, and functions of it are replaced */
export const pulumisParser = require("@pulumi/pulumi/runtime/closure/parseFunction") as Parse;
export const pulumisV8 = require("@pulumi/pulumi/runtime/closure/v8") as V8;
/* oxlint-enable typescript/no-require-imports */
export const { isNativeFunction } = pulumisParser;
export const { getBoundFunction } = pulumisV8;
export const { getModuleFromPath } = packages;
export const { getSessionAsync, getScriptUrl } = hooks as unknown as Hooks;
