import type { Properties } from "./properties/values";

/** A resource as a rule sees it: plain values, without marks of secrets, unknown ones as `UNKNOWN`. */
export interface Resource {
  urn: string;
  /** For example `aws:lambda/function:Function`. */
  type: string;
  /** The name given in the program. */
  name: string;
  /** Inputs with the provider's defaults; for rules of the whole stack also what the provider computes. */
  props: Properties;
  /** Settings of the provider that makes the resource, for example `defaultTags`. */
  provider?: Properties | undefined;
  /** What the program says of it beside its properties. */
  options?: Options | undefined;
  /** URNs of what its properties are made of; for rules of the whole stack. */
  dependencies?: string[];
}

export interface Options {
  /** URNs that it had before. */
  aliases: string[];
  /** Properties whose changes do not matter; `*` is all of them. */
  ignoreChanges: string[];
}

/** What a rule found: something wrong, or something that a preview cannot decide. */
export interface Finding {
  resource: Resource;
  /** The fact, without the way out; of an undecided finding the property that is not known yet. */
  message: string;
  undecided: boolean;
}

export interface Context {
  /** The day on which runtimes are judged. */
  today: Date;
  /** The folder that paths of code archives are relative to. */
  directory: string;
  /** What the last deployment declared; undefined if nobody says. */
  previous?: Resource[] | undefined;
}

export type Severity = "low" | "medium" | "high" | "critical";
export type Level = "advisory" | "mandatory" | "disabled";
/** How much is asked of a stack: `strict` where it serves users, `lenient` where it is tried out. */
export type Strictness = "lenient" | "strict";

interface RuleFacts {
  /** `service-what-is-asked`, for configuration and messages. */
  name: string;
  description: string;
  severity: Severity;
  /** The enforcement level by strictness; configuration can change it. */
  level: Record<Strictness, Level>;
  /** What to do about a finding. */
  remediation: string;
  /** The page that says why. */
  url: string;
  /** IDs of equal rules of cdk-nag, checkov, trivy (AWS-nnnn) and Security Hub (Service.n). */
  equals: string[];
  /** The resource types that the rule looks at. */
  types: string[];
}

/** Looks at one resource, before it is made. */
export interface ResourceRule extends RuleFacts {
  check(resource: Resource, context: Context): Iterable<Finding>;
}

/** Looks at how resources fit together, after all of them are known. */
export interface StackRule extends RuleFacts {
  checkStack(resources: Resource[], context: Context): Iterable<Finding>;
}

export type Rule = ResourceRule | StackRule;

export function violation(resource: Resource, message: string): Finding {
  return { resource, message: `${label(resource)} ${message}`, undecided: false };
}

/** @param property the path of the value that is not known, for example `policy.Statement[0].Resource`. */
export function undecided(resource: Resource, property: string): Finding {
  return { resource, message: property, undecided: true };
}

/** For example `RolePolicy "events"`. */
export function label({ type, name }: Resource): string {
  return `${type.split(":")[2]} "${name}"`;
}
