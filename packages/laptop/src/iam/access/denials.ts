import type { Model, Role } from "../../model/model";
import type { Decision } from "../policy/evaluate";
import type { Patterns } from "../policy/policy";

/** AWS's message for a denial. API Gateway masks most of the account ID. */
export function accessDeniedMessage(
  user: string,
  action: string,
  resource: string,
  reason: Decision["reason"],
): string {
  const shown = action.startsWith("execute-api:") ? maskAccount(resource) : resource;
  const because = {
    allow: "",
    none: `because no identity-based policy allows the ${action} action`,
    deny: "with an explicit deny in an identity-based policy",
    boundaryNone: `because no permissions boundary allows the ${action} action`,
    boundaryDeny: "with an explicit deny in a permissions boundary",
  }[reason];
  return `User: ${user} is not authorized to perform: ${action} on resource: ${shown} ${because}`;
}

/** The message for the developer: who may not do what, and why. */
export function denialMessage(
  role: Role,
  action: string,
  resource: string,
  decision: Decision,
  model: Model,
): string {
  const by = decision.by[0]?.statement;
  const because = {
    allow: "",
    none: "no statement allows it.",
    deny: `an explicit deny forbids it (policy "${by?.policy}", statement ${by?.number}).`,
    boundaryNone: `the permissions boundary "${role.boundary?.name}" does not allow it.`,
    boundaryDeny: `an explicit deny in the permissions boundary "${by?.policy}" forbids it.`,
  }[decision.reason];
  const what = resourceName(resource, model);
  return `Role "${role.logicalName}" may not ${action} on ${what}: ${because}`;
}

/** The statement to add to a policy of the role or to its boundary; none for an explicit deny. */
export function statementToAdd(
  action: string,
  resource: string,
  reason: Decision["reason"],
): { statement?: object; boundaryStatement?: object } {
  // A policy covers all connections of a stage and all streams of a log group.
  const Resource = resource
    .replace(/\/@connections\/\{connectionId\}$/, "/@connections/*")
    .replace(/^(arn:[^:]*:logs:.*?:log-group:[^:]*):.*$/, "$1:*");
  const statement = { Effect: "Allow", Action: [action], Resource };
  if (reason === "none") return { statement };
  if (reason === "boundaryNone") return { boundaryStatement: statement };
  return {};
}

/** The statement of an explicit deny, with the patterns that match the request; none for other denials. */
export function denyingStatement({ reason, by }: Decision): { deniedBy?: object } {
  const [match] = by;
  if (!match || (reason !== "deny" && reason !== "boundaryDeny")) return {};
  const { statement, actions, resources } = match;
  const { policy, number, sid } = statement;
  const element = (name: string, { not }: Patterns, texts: string[]) => ({
    [not ? `Not${name}` : name]: texts,
  });
  return {
    deniedBy: {
      policy,
      number,
      ...(sid !== undefined && { Sid: sid }),
      Effect: "Deny",
      ...element("Action", statement.actions, actions),
      ...element("Resource", statement.resources, resources),
    },
  };
}

/** A resource by its name in the program, for example `table "connections"`. */
export function resourceName(
  arn: string,
  { tables, queues, buses, rules, apis, httpApis, functions }: Model,
): string {
  const [, , service, , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  if (service === "dynamodb") {
    const [, name, , index] = resource.split("/");
    const table = `table "${tables.find((t) => t.name === name)?.logicalName ?? name}"`;
    return index ? `index "${index}" of ${table}` : table;
  }
  if (service === "execute-api") {
    const [apiId, ...path] = resource.split("/");
    const api = [...apis, ...httpApis].find(({ id }) => id === apiId);
    return api ? `"${path.join("/")}" of API "${api.name}"` : `"${arn}"`;
  }
  if (service === "sqs")
    return `queue "${queues.find((queue) => queue.arn === arn)?.logicalName ?? resource}"`;
  if (service === "events") {
    const kind = resource.startsWith("rule/") ? "rule" : "event bus";
    const found = [...rules, ...buses].find((each) => each.arn === arn);
    return `${kind} "${found?.logicalName ?? resource.replace(/^.*\//, "")}"`;
  }
  if (service === "logs") return `log group "${rest[1]}"`;
  const called = functions.find((candidate) => candidate.arn === arn);
  return called ? `function "${called.logicalName}"` : `"${arn}"`;
}

function maskAccount(arn: string): string {
  return arn.replace(/:(\d{8})(\d{4}):/, (_, __, last: string) => `:********${last}:`);
}
