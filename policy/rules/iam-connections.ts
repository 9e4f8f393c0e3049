import { allowsAction, POLICY_TYPES, whatIsAllowed } from "../properties/documents";
import { isUnknown } from "../properties/values";
import { undecided, violation, type ResourceRule } from "../rule";

export const manageConnectionsScoped: ResourceRule = {
  name: "iam-manage-connections-scoped",
  description: "Managing connections is limited to one API, one stage and one verb.",
  severity: "high",
  level: { lenient: "mandatory", strict: "mandatory" },
  remediation: "Set Resource to `${stage.executionArn}/POST/@connections/*`.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html",
  equals: [],
  types: POLICY_TYPES,
  check: whatIsAllowed(function* (statement, resource) {
    if (!statement.actions.some((action) => /^execute-api:/i.test(action))) return;
    if (!allowsAction(statement, "execute-api:ManageConnections")) return;
    for (const arn of statement.resources) {
      if (isUnknown(arn)) yield undecided(resource, `${statement.path}.Resource`);
      else {
        const fault = faultOfConnectionsArn(arn);
        if (fault) yield violation(resource, `allows ManageConnections on "${arn}": ${fault}.`);
      }
    }
  }),
};

/** Why an ARN of connections is too broad or never matches. */
function faultOfConnectionsArn(arn: string): string | undefined {
  const [, , service = "", region = "", account = "", id = ""] = arn.split(":");
  const [api = "*", stage = "*", verb = "*", ...connections] = id.split("/");
  if (service !== "execute-api" || /[*?]/.test(region + account + api)) return "any API";
  if (/[*?]/.test(stage)) return "any stage";
  if (/[*?]/.test(verb)) return "any verb";
  if (!["GET", "POST", "DELETE"].includes(verb)) return `"${verb}" is not GET, POST or DELETE`;
  // AWS compares with the literal text "@connections/{connectionId}", so no single connection can be named.
  return covered(connections.join("/")) ? undefined : "it never matches";
}

function covered(connections: string): boolean {
  return ["@connections/*", "@connections/{connectionId}", "*"].includes(connections);
}
