import { UserError } from "../../shared/errors";
import { isKnownKey } from "./condition-keys";
import { compileCondition, type Condition } from "./conditions";
import { compilePattern, type Pattern } from "./glob";
import { InvalidValue } from "./operators";
import { compileTemplate, variablesIn } from "./variables";

/** One parsed statement. */
export interface Statement {
  /** The policy's name in the program. */
  policy: string;
  /** Its place in the policy, from 1. */
  number: number;
  sid: string | undefined;
  effect: "Allow" | "Deny";
  actions: Patterns;
  resources: Patterns;
  conditions: Condition[];
  /** The principals of a trust policy or of a resource's, by kind; "*" is everyone. */
  principals: Record<string, string[]> | "*" | undefined;
}

/** The element `Action` or `Resource`; with `not`, `NotAction` or `NotResource`. */
export interface Patterns {
  not: boolean;
  list: Pattern[];
}

/** The kind of policy, which determines the elements of its statements. */
export type PolicyKind = "identity" | "trust" | "resource";

type Json = Record<string, unknown>;

const POLICY_ELEMENTS = new Set(["Version", "Id", "Statement"]);
const STATEMENT_ELEMENTS: Record<PolicyKind, Set<string>> = {
  identity: new Set("Sid Effect Action NotAction Resource NotResource Condition".split(" ")),
  trust: new Set("Sid Effect Principal Action NotAction Condition".split(" ")),
  resource: new Set(
    "Sid Effect Principal Action NotAction Resource NotResource Condition".split(" "),
  ),
};

/** Services whose calls are checked on a laptop. */
const CHECKED_SERVICES = new Set(["dynamodb", "execute-api", "lambda", "logs", "sqs", "sts"]);

/**
 * Parses a policy document.
 * @param document JSON text or an object.
 * @param name the policy's name for messages, for example `events`.
 * @throws UserError for anything that IAM would reject or that cannot be evaluated. Nothing is ignored.
 */
export function parsePolicy(document: unknown, name: string, kind: PolicyKind): Statement[] {
  const fail = (why: string): never => {
    throw new UserError("MODEL", `Policy "${name}" ${why}`);
  };
  const policy = typeof document === "string" ? parseJson(document, fail) : document;
  if (!isObject(policy)) return fail("is no policy document.");
  const unknown = Object.keys(policy).find((element) => !POLICY_ELEMENTS.has(element));
  if (unknown !== undefined) fail(`has the element "${unknown}", which IAM does not know.`);
  const version = policy.Version ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17")
    fail(`has the version ${JSON.stringify(version)}. Use "2012-10-17".`);
  if (policy.Statement === undefined) fail(`has no element "Statement".`);
  return [policy.Statement].flat().map((statement: unknown, i) => {
    const failHere = (why: string): never => fail(`statement ${i + 1}: ${why}`);
    if (!isObject(statement)) return failHere("it is no object.");
    // Version 2012-10-17 introduced variables. Before, they are plain text.
    const variables = version === "2012-10-17";
    return {
      policy: name,
      number: i + 1,
      ...parseStatement(statement, kind, variables, failHere),
    };
  });
}

type Fail = (why: string) => never;

function parseStatement(
  statement: Json,
  kind: PolicyKind,
  variables: boolean,
  fail: Fail,
): Omit<Statement, "policy" | "number"> {
  const unknown = Object.keys(statement).find((name) => !STATEMENT_ELEMENTS[kind].has(name));
  if (unknown !== undefined) fail(`the element "${unknown}" is not known in such a policy.`);
  const { Sid, Effect, Principal } = statement;
  if (Effect !== "Allow" && Effect !== "Deny")
    return fail(`Effect is ${JSON.stringify(Effect)}. It must be "Allow" or "Deny".`);
  if (Sid !== undefined && typeof Sid !== "string") fail("Sid must be a text.");
  if (kind !== "identity" && Principal === undefined) fail(`it has no element "Principal".`);
  const actions = parsePatterns(statement, "Action", fail, (text) => {
    if (!/^(\*|[\w-]+:[\w*?]+)$/.test(text))
      fail(`Action "${text}" is not "*" and not of the form "service:Name".`);
    return compilePattern(text, { foldCase: true });
  });
  const resources = parsePatterns(
    kind === "trust" ? { Resource: "*" } : statement,
    "Resource",
    fail,
    (text) => {
      const parts = text.split(":").length;
      const isWhole = text === "*" || (text.startsWith("arn:") && parts >= 6);
      if (!isWhole && !/^(arn:.*\*|\$\{[^}]*\}.*)$/.test(text))
        fail(`Resource "${text}" is neither "*" nor a whole ARN.`);
      if (text === "*") return compilePattern(text);
      return variables
        ? compileTemplate(text, "resource")
        : compilePattern(text, { reach: "resource" });
    },
  );
  const isChecked =
    actions.not || actions.list.some(({ text }) => CHECKED_SERVICES.has(serviceOf(text)));
  const knowKey = (key: string) => {
    if (isChecked && !isKnownKey(key))
      fail(
        `the value of the condition key "${key}" is not known here. Leave it out of this stack.`,
      );
  };
  if (variables) resources.list.flatMap(({ text }) => variablesIn(text)).forEach(knowKey);
  return {
    sid: Sid,
    effect: Effect,
    actions,
    resources,
    conditions: parseConditions(statement.Condition, variables, knowKey, fail),
    principals: kind !== "identity" ? parsePrincipals(Principal, fail) : undefined,
  };
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: exactly one of the two. */
function parsePatterns(
  statement: Json,
  element: "Action" | "Resource",
  fail: Fail,
  compile: (text: string) => Pattern,
): Patterns {
  const [positive, negative] = [statement[element], statement[`Not${element}`]];
  if ((positive === undefined) === (negative === undefined))
    fail(`it must have either "${element}" or "Not${element}".`);
  const texts = textsOf(positive ?? negative, fail);
  if (texts.length === 0) fail(`"${element}" is empty.`);
  return { not: positive === undefined, list: texts.map(compile) };
}

function parseConditions(
  block: unknown,
  variables: boolean,
  knowKey: (key: string) => void,
  fail: Fail,
): Condition[] {
  if (block === undefined) return [];
  if (!isObject(block)) return fail("Condition must be an object.");
  return Object.entries(block).flatMap(([operator, keys]) => {
    if (!isObject(keys)) return fail(`the condition operator "${operator}" has no keys.`);
    return Object.entries(keys).map(([key, value]) => {
      knowKey(key);
      const values = textsOf(value, fail);
      if (variables) values.flatMap(variablesIn).forEach(knowKey);
      try {
        const condition = compileCondition(operator, key, values, variables);
        return condition ?? fail(`IAM has no condition operator "${operator}".`);
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        return fail(`"${error.message}" is no value for the condition operator "${operator}".`);
      }
    });
  });
}

function parsePrincipals(principal: unknown, fail: Fail): Record<string, string[]> | "*" {
  if (principal === "*") return principal;
  if (!isObject(principal)) return fail("Principal must be an object.");
  const entries = Object.entries(principal);
  return Object.fromEntries(entries.map(([name, value]) => [name, textsOf(value, fail)]));
}

function textsOf(value: unknown, fail: Fail): string[] {
  return [value].flat().map((each) => {
    if (typeof each === "string") return each;
    if (typeof each === "number" || typeof each === "boolean") return String(each);
    return fail(`${JSON.stringify(each)} is no text.`);
  });
}

function parseJson(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(`is no JSON: ${(error as Error).message}.`);
  }
}

/** `dynamodb` of `dynamodb:Scan`. For `*`, any service that is checked. */
function serviceOf(action: string): string {
  return action === "*" ? "dynamodb" : action.slice(0, action.indexOf(":")).toLowerCase();
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
