import { undecided, type Finding, type Resource } from "../rule";
import { isObject, isUnknown, listOf, parsed, type Properties } from "./values";

/** One statement of an IAM policy. Elements that are not known yet are `UNKNOWN`. */
export interface Statement {
  /** Its place, for example `policy.Statement[0]`. */
  path: string;
  effect: string;
  actions: string[];
  notActions: string[];
  resources: string[];
  notResources: string[];
  principal: unknown;
  notPrincipal: unknown;
  /** Values by operator and condition key, both in lower case. */
  condition: Record<string, Record<string, string[]>>;
}

export interface PolicyDocument {
  /** The property that holds it, for example `policy`. */
  path: string;
  statements: Statement[];
  /** Paths of the parts that are not known yet. */
  unknown: string[];
  /** The document's characters without white space, which is how IAM measures it. */
  size: number;
}

export const POLICY_TYPES = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/role:Role",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];

/** The permission policies that a resource holds; a role may hold several. */
export function documentsOf({ type, props }: Resource): PolicyDocument[] {
  if (type !== "aws:iam/role:Role") return readDocument(props.policy, "policy");
  return listOf<Properties>(props.inlinePolicies).flatMap((inline, index) =>
    isObject(inline)
      ? readDocument(inline.policy, `inlinePolicies[${index}].policy`)
      : readDocument(inline, `inlinePolicies[${index}]`),
  );
}

/** Reads a document given as JSON text, as an object, not known yet, or absent. */
export function readDocument(value: unknown, path: string): PolicyDocument[] {
  if (value === undefined || value === null || value === "") return [];
  const document = typeof value === "string" ? parsed(value) : value;
  const unreadable = { path, statements: [], unknown: [path], size: 0 };
  if (!isObject(document) || isUnknown(document.Statement)) return [unreadable];
  const size = JSON.stringify(document).length;
  const unknown: string[] = [];
  const statements = listOf<unknown>(document.Statement).flatMap((given, index) => {
    const at = `${path}.Statement[${index}]`;
    if (isObject(given)) return [readStatement(given, at)];
    unknown.push(at);
    return [];
  });
  return [{ path, statements, unknown, size }];
}

/** The check of a rule about statements that allow something, in every document of a resource. */
export function whatIsAllowed(
  check: (statement: Statement, resource: Resource) => Iterable<Finding>,
): (resource: Resource) => Iterable<Finding> {
  return function* (resource) {
    for (const { statements, unknown } of documentsOf(resource)) {
      for (const path of unknown) yield undecided(resource, path);
      for (const statement of statements)
        if (statement.effect !== "Deny") yield* check(statement, resource);
    }
  };
}

/** Whether a pattern with `*` and `?` covers a value, as IAM compares: actions without regard to case. */
export function covers(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = escaped.replace(/\*/g, ".*").replace(/\?/g, ".");
  return new RegExp(`^${expression}$`, "is").test(value);
}

/** Whether a statement's actions cover an action. Those that are not known yet do not. */
export function allowsAction({ actions }: Statement, action: string): boolean {
  return actions.some((pattern) => !isUnknown(pattern) && covers(pattern, action));
}

function readStatement(given: Properties, path: string): Statement {
  return {
    path,
    effect: String(given.Effect),
    actions: listOf(given.Action),
    notActions: listOf(given.NotAction),
    resources: listOf(given.Resource),
    notResources: listOf(given.NotResource),
    principal: given.Principal,
    notPrincipal: given.NotPrincipal,
    condition: readCondition(given.Condition),
  };
}

function readCondition(condition: unknown): Statement["condition"] {
  const lowered = (value: unknown, read: (inner: unknown) => unknown) =>
    Object.fromEntries(
      Object.entries(isObject(value) ? value : {}).map(([k, v]) => [k.toLowerCase(), read(v)]),
    );
  return lowered(condition, (keys) =>
    lowered(keys, (values) => listOf(values).map(String)),
  ) as Statement["condition"];
}
