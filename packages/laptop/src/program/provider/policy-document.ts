import type { Properties } from "../resource";

/** The arguments of aws.iam.getPolicyDocument. */
interface DocumentArgs {
  version?: string;
  policyId?: string;
  sourcePolicyDocuments?: string[];
  overridePolicyDocuments?: string[];
  statements?: StatementArgs[];
}

interface StatementArgs {
  sid?: string;
  effect?: string;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  principals?: PrincipalArgs[];
  notPrincipals?: PrincipalArgs[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

interface PrincipalArgs {
  type: string;
  identifiers: string[];
}

/** A policy document in IAM's own form; its keys are in the order in which the provider writes them. */
interface Document {
  Version?: string;
  Id?: string;
  Statement?: Statement[];
}

type Statement = { Sid?: string } & Properties;

const ELEMENTS = [
  ...["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource"],
  ...["Principal", "NotPrincipal", "Condition"],
];

/**
 * The result of aws.iam.getPolicyDocument.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 * @throws for what the provider refuses, in its words.
 */
export function policyDocument(args: Properties): Properties {
  const { version = "2012-10-17", policyId, statements = [], ...merged } = args as DocumentArgs;
  const sources = (merged.sourcePolicyDocuments ?? []).map(parse);
  refuseTwins(
    sources.flatMap((source) => source.Statement ?? []),
    "duplicate Sid (%s) in source_policy_documents. Remove the Sid or ensure Sids are unique.",
  );
  const own = {
    Version: version,
    ...(policyId && { Id: policyId }),
    Statement: statements.map((statement) => statementOf(statement, version)),
  };
  refuseTwins(own.Statement, "duplicate Sid (%s). Remove the Sid or ensure the Sid is unique.");
  const overrides = (merged.overridePolicyDocuments ?? []).map(parse);
  const document = [...sources, own, ...overrides].reduce(merge, {});
  const json = JSON.stringify(document, undefined, 2);
  return { ...args, version, id: "policy", json, minifiedJson: JSON.stringify(document) };
}

/** Adds the statements of the second document; one with a known Sid takes that one's place. */
function merge(document: Document, added: Document): Document {
  const statements = [...(document.Statement ?? [])];
  for (const statement of added.Statement ?? []) {
    const at = statement.Sid ? statements.findIndex(({ Sid }) => Sid === statement.Sid) : -1;
    statements.splice(at < 0 ? statements.length : at, at < 0 ? 0 : 1, statement);
  }
  const [version] = [document.Version ?? "", added.Version ?? ""].sort().reverse();
  const id = added.Id || document.Id;
  return {
    ...(version && { Version: version }),
    ...(id && { Id: id }),
    ...(statements.length > 0 && { Statement: statements }),
  };
}

function refuseTwins(statements: Statement[], message: string): void {
  const seen = new Set<string>();
  for (const { Sid } of statements) {
    if (Sid && seen.has(Sid)) throw new Error(message.replace("%s", Sid));
    if (Sid) seen.add(Sid);
  }
}

function statementOf(statement: StatementArgs, version: string): Statement {
  const resolved = (values: string[] | undefined) => reversed(values)?.map(inVersion(version));
  return ordered({
    Sid: statement.sid,
    Effect: statement.effect ?? "Allow",
    Action: single(reversed(statement.actions)),
    NotAction: single(reversed(statement.notActions)),
    Resource: single(resolved(statement.resources)),
    NotResource: single(resolved(statement.notResources)),
    Principal: principalsOf(statement.principals, resolved),
    NotPrincipal: principalsOf(statement.notPrincipals, resolved),
    Condition: conditionsOf(
      statement.conditions?.map(({ test, variable, values }) => {
        return { test, variable, values: values.map(inVersion(version)) };
      }),
    ),
  });
}

/** Terraform's own syntax forbids `${`, so that `&{` stands for a policy variable. */
function inVersion(version: string) {
  return (value: string): string => {
    if (version === "2008-10-17" && value.includes("&{"))
      throw new Error(
        `found &{ sequence in (${value}), which is not supported in document version 2008-10-17`,
      );
    return value.replaceAll("&{", "${");
  };
}

/** All identifiers of a type together; "*" alone means everybody, signed or not. */
function principalsOf(
  principals: PrincipalArgs[] | undefined,
  resolved: (values: string[]) => string[] | undefined,
): unknown {
  if (!principals?.length) return undefined;
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of principals)
    (byType[type] ??= []).push(...(resolved(identifiers) ?? []));
  const types = Object.keys(byType).sort();
  if (principals.length === 1 && byType["*"]?.join(" ") === "*") return "*";
  return Object.fromEntries(types.map((type) => [type, single(byType[type])]));
}

function conditionsOf(conditions: StatementArgs["conditions"]): Properties | undefined {
  if (!conditions?.length) return undefined;
  const byTest: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of conditions)
    ((byTest[test] ??= {})[variable] ??= []).push(...values);
  return Object.fromEntries(
    sortedEntries(byTest).map(([test, variables]) => [
      test,
      Object.fromEntries(sortedEntries(variables).map(([key, values]) => [key, single(values)])),
    ]),
  );
}

/** A document from elsewhere, with its elements in the provider's order. */
function parse(text: string): Document {
  const { Version, Id, Statement } = JSON.parse(text) as Document & { Statement?: unknown };
  if (Statement !== undefined && !Array.isArray(Statement))
    throw new Error("The Statement of a merged policy document is not a list. Make it one.");
  return {
    ...(Version && { Version }),
    ...(Id && { Id }),
    Statement: ((Statement ?? []) as Properties[]).map(ordered),
  };
}

function ordered(statement: Properties): Statement {
  return Object.fromEntries(
    ELEMENTS.flatMap((element) => {
      const value = statement[element];
      return value === undefined || value === "" ? [] : [[element, value]];
    }),
  );
}

/** The provider writes lists backwards. */
function reversed(values: string[] | undefined): string[] | undefined {
  return values?.length ? [...new Set(values)].sort().reverse() : undefined;
}

function single(values: string[] | undefined): string | string[] | undefined {
  return values?.length === 1 ? values[0] : values;
}

function sortedEntries<T>(object: Record<string, T>): [string, T][] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}
