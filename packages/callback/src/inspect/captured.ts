import type { AnyNode } from "acorn";
import type { CapturedModule } from "./modules";
import type { Variables } from "./live-function";
import type { Chain } from "./pulumi-closure";
import type { Location } from "./sources";

export type Kind = "function" | "class" | "object" | "value" | "module" | "output" | "resource";

/** A function that the serializer will write out: the closure itself, or one that it reaches. */
export interface ClosureFunction {
  value: object;
  /** Its name, or "" for an anonymous one. */
  name: string;
  /** What V8 compiled, which the serializer copies. */
  text: string;
  /** The text as a syntax tree; undefined for native code. */
  syntax: AnyNode | undefined;
  isClass: boolean;
  isNative: boolean;
  location: Location;
  /** The package of the code; undefined for the program's own. */
  package: string | undefined;
  /** Free variables, and the properties read of each; no chains mean all of it. */
  captures: Map<string, Chain[]>;
  /** Those that are used in `typeof` only, so that they may be declared nowhere. */
  optional: Set<string>;
  /** Those that are declared nowhere. */
  unknown: string[];
  usesThis: boolean;
  /** Why the serializer would refuse it, in its own words. */
  obstacle?: string | undefined;
  /** What a bound function loses of what it was bound to. */
  bound?: { losesThis: boolean; losesArguments: boolean; losesVariables: boolean };
  /** What the program names, if that is how a package's code got in. */
  origin: Captured | undefined;
  /** Through what it was reached; undefined for the closure itself. */
  reachedBy: Captured | undefined;
}

/** Something that the serializer will write out because a function uses it. */
export interface Captured {
  /** As the program writes it: `seen`, `settings.limits`. */
  name: string;
  kind: Kind;
  value: unknown;
  /** The function that captures it. */
  by: ClosureFunction;
  /** The properties that are read of it; none mean all of it. */
  chains: Chain[];
  /** Whether a function names it, rather than it being a part of what a function names. */
  isDirect: boolean;
  /** The module that it is, or that it was imported from. */
  module?: CapturedModule | undefined;
  /** The package whose class made it. */
  package?: string | undefined;
  isSecret?: boolean;
  /** What the program names, if this is a part of a package's object. */
  origin: Captured | undefined;
  /** Whether a part is known not to survive, so that the rest does not matter. */
  isSpoiled?: boolean;
}

/** Everything that the serializer will write out. */
export interface Closure {
  root: ClosureFunction;
  functions: ClosureFunction[];
  captured: Captured[];
  /** What the functions take from around them. */
  variables: Variables;
  /** Paths through an object that leads back to itself, which the serializer cuts. */
  cut: Captured[];
  /** Copies of modules, with what is to be required in their place. */
  copies: ReadonlyMap<object, string>;
}

/** The properties that are read of the property `name`; none mean all of it. */
export function rest(chains: Chain[], name: PropertyKey): Chain[] {
  const after = chains
    .filter(({ infos }) => infos[0]!.name === name)
    .map(({ infos }) => ({ infos: infos.slice(1) }));
  return after.some(({ infos }) => infos.length === 0) ? [] : after;
}

/** The first properties that are read. */
export function firstNames(chains: Chain[]): Set<string> {
  return new Set(chains.map(({ infos }) => infos[0]!.name));
}
