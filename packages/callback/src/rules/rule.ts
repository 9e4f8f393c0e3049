import type { Captured, Closure, ClosureFunction } from "../inspect/captured";

/** Something that goes wrong at run time. */
export interface Issue {
  severity?: "warning";
  /** For example "lost-state". */
  rule: string;
  /** Its name in the program. */
  name: string;
  at: ClosureFunction;
  message: string;
  /** Set if the fault is inside a package's object, which is then reported as a whole. */
  origin?: Captured | undefined;
}

export interface RuleOptions {
  /** "factory" runs once per execution environment, "callback" once per event. */
  form: "factory" | "callback";
  /** The folder from which packages are resolved. */
  directory: string;
  /** Whether a captured secret is a warning instead of an error. */
  allowSecrets?: boolean;
  /** Packages that a layer has, so that they need not be installed here. */
  layerPackages?: readonly string[];
}

export type Rule = (closure: Closure, options: RuleOptions) => Issue[];
