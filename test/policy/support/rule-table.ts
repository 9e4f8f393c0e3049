import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { check, explain } from "../../../policy/check";
import type { Context, Resource, Rule } from "../../../policy/rule";
import {
  holdsUnknown,
  isObject,
  isUnknown,
  parsed,
  UNKNOWN,
  type Properties,
} from "../../../policy/properties/values";
import { ACCOUNT, resourceOf } from "./resources";

export const CONTEXT: Context = { today: new Date("2026-11-23"), directory: join(__dirname, "..") };

/** One field broken. */
interface Broken {
  /** Ends the sentence "finds ...". */
  that: string;
  /** Properties that replace those of a compliant resource, by the resource's name. */
  change: Record<string, Properties>;
  /** What the last deployment declared, for rules about changes. */
  previous?: Resource[];
  /** The facts found. */
  says?: string[];
  /** Properties that are not known yet. */
  waitsFor?: string[];
}

interface Table {
  /** Resources that a rule accepts. */
  compliant: Resource[];
  /** What the rule asks for, word for word. */
  remedy: string;
  broken: Broken[];
}

/** Tests a rule by compliant resources, then with one field broken at a time. */
export function describeRule(rule: Rule, { compliant, remedy, broken }: Table): void {
  describe(rule.name, () => {
    it("accepts compliant resources", () => {
      deepEqual(findingsOf(rule, compliant), { says: [], waitsFor: [] });
    });
    for (const { that, change, previous, says = [], waitsFor = [] } of broken) {
      it(`${says.length > 0 ? "finds" : waitsFor.length > 0 ? "waits for" : "accepts"} ${that}`, () => {
        const names = Object.keys(change);
        const unchanged = compliant.filter(({ name }) => !names.includes(name));
        const changed = names.map((name) => changedOf(compliant, name, change[name]!));
        deepEqual(findingsOf(rule, [...unchanged, ...changed], previous), {
          says: says.map((fact) => `${fact} ${remedy}`),
          waitsFor,
        });
      });
    }
  });
}

function findingsOf(rule: Rule, resources: Resource[], previous?: Resource[]) {
  const findings = check([rule], resources, { ...CONTEXT, previous });
  for (const { resource, message } of findings.filter((finding) => finding.undecided)) {
    const value = valueAt(resource.props, message);
    const isElsewhere = typeof value === "object" && value !== null && "uri" in value;
    const isUnreadable =
      value === undefined ||
      isElsewhere ||
      (typeof value === "string" && parsed(value) === undefined);
    ok(holdsUnknown(value) || isUnreadable, `${resource.name}: ${message} is known`);
  }
  return {
    says: findings.filter((finding) => !finding.undecided).map(explain),
    waitsFor: findings.filter((finding) => finding.undecided).map(({ message }) => message),
  };
}

/** @param path for example `policy.Statement[0].Resource`; a policy may be JSON. */
function valueAt(properties: Properties, path: string): unknown {
  let value: unknown = properties;
  for (const key of path.split(/[.[\]]+/).filter(Boolean)) {
    const inner = typeof value === "string" ? parsed(value) : value;
    if (isUnknown(inner)) return inner;
    value = Array.isArray(inner) || isObject(inner) ? (inner as Properties)[key] : undefined;
  }
  return value;
}

/** The compliant resource with a name, or a new one whose type is given as property "type". */
function changedOf(compliant: Resource[], name: string, change: Properties): Resource {
  const base = compliant.find((resource) => resource.name === name);
  const { type, provider, options, dependencies, ...props } = change;
  return {
    ...resourceOf(base?.type ?? String(type), name, { ...base?.props, ...props }),
    provider: (provider as Properties | undefined) ?? base?.provider,
    options: (options as Resource["options"]) ?? base?.options,
    dependencies: (dependencies as string[] | undefined) ?? base?.dependencies ?? [],
  };
}

/** A policy with one statement that allows. */
export function allowing(statement: Properties): Properties {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: TABLE_ACTION, Resource: TABLE_ARN, ...statement }],
  };
}

export const TABLE_ACTION = "dynamodb:PutItem";
export const TABLE_ARN = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/connections`;
export { UNKNOWN };
