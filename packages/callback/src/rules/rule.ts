import type { Captured, Closure, ClosureFunction } from "../inspect/captured";

/** Something that goes wrong at run time. */
export interface Issue {
  severity?: "warning";
  /** For example "lost-state". */
  rule: string;
  /** What the program calls it. */
  name: string;
  at: ClosureFunction;
  message: string;
  /** Set if the fault lies inside a package's object: it is reported as a whole. */
  origin?: Captured | undefined;
}

export interface RuleOptions {
  /** "factory" is called once in each execution environment, "callback" for each event. */
  form: "factory" | "callback";
  /** The folder from which packages are resolved. */
  directory: string;
  /** Whether a captured secret is a warning and no error. */
  allowSecrets?: boolean;
}

export type Rule = (closure: Closure, options: RuleOptions) => Issue[];
