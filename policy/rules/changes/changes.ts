import { undecided, violation, type Finding, type Resource, type StackRule } from "../../rule";
import { isUnknown } from "../../properties/values";
import { API, apiOf, endingOf, ends, previousApis, STAGE, successorOf, TABLE } from "./endings";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;
const ROUTE = "aws:apigatewayv2/route:Route";
const CUT = "Every connection is cut, and the URL changes.";

export const keepsConnections: StackRule = {
  name: "apigateway-change-keeps-connections",
  description:
    "A change keeps the APIs and stages of the last deployment, whose connections it would cut.",
  severity: "high",
  level: STRICT_ONLY,
  remediation:
    "Undo the change, or keep a renamed resource with the option aliases. Where the rule is mandatory, policy:levels can make it advisory.",
  url: `${GUIDE}/apigateway-websocket-api.html`,
  equals: [],
  types: [API, STAGE],
  *checkStack(resources, context) {
    const apis = previousApis(context);
    for (const api of apis) yield* endingOf(api, resources, CUT);
    for (const stage of (context.previous ?? []).filter(({ type }) => type === STAGE)) {
      const api = apis.find(({ urn }) => urn === apiOf(stage));
      // What ends with its API was said above.
      if (api === undefined || ends(api, resources)) continue;
      yield* endingOf(stage, resources, CUT);
      const successor = successorOf(stage, resources);
      const apiNow = successor && apiOf(successor);
      if (apiNow !== undefined && apiNow !== successorOf(api, resources)?.urn)
        yield violation(successor!, `is replaced, because it moves to another API. ${CUT}`);
    }
  },
};

export const keepsRoutes: StackRule = {
  name: "apigateway-change-keeps-routes",
  description:
    "A change keeps the routes of the last deployment, to which open connections still send.",
  severity: "medium",
  level: STRICT_ONLY,
  remediation:
    "Keep the route until nobody sends to it. Where the rule is mandatory, policy:levels can make it advisory.",
  url: `${GUIDE}/apigateway-websocket-api-develop-routes.html`,
  equals: [],
  types: [API, ROUTE],
  *checkStack(resources, context) {
    const routesBefore = (context.previous ?? []).filter(({ type }) => type === ROUTE);
    const routesNow = resources.filter(({ type }) => type === ROUTE);
    for (const before of previousApis(context)) {
      const now = successorOf(before, resources);
      if (now === undefined || ends(before, resources)) continue;
      yield* selection(before, now);
      // A route whose API is not known counts as one of this API.
      const isOf = (urn: string) => (route: Resource) => [undefined, urn].includes(apiOf(route));
      yield* lost(routesBefore.filter(isOf(before.urn)), routesNow.filter(isOf(now.urn)));
    }
  },
};

export const keepsTable: StackRule = {
  name: "dynamodb-change-keeps-table",
  description: "A change keeps the tables of the last deployment, with what they remember.",
  severity: "high",
  level: STRICT_ONLY,
  remediation:
    "Undo the change, or keep a renamed table with the option aliases. Where the rule is mandatory, policy:levels can make it advisory.",
  url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html",
  equals: [],
  types: [TABLE],
  *checkStack(resources, { previous = [] }) {
    for (const table of previous.filter(({ type }) => type === TABLE))
      yield* endingOf(
        table,
        resources,
        "Its items are lost. Connections in it stay open and get no broadcasts.",
      );
  },
};

export const changeRules = [keepsConnections, keepsRoutes, keepsTable];

function* selection(before: Resource, now: Resource): Iterable<Finding> {
  const property = "routeSelectionExpression";
  const [was, is] = [before.props[property], now.props[property]];
  if (was === is) return;
  if (isUnknown(is)) yield undecided(now, property);
  else
    yield violation(
      now,
      `selects routes by ${JSON.stringify(is)} instead of ${JSON.stringify(was)}. Messages of open connections take other routes.`,
    );
}

/** The route keys that no route has any more. Their API answers those who use them in another way. */
function* lost(before: Resource[], now: Resource[]): Iterable<Finding> {
  const keysNow = now.map(({ props }) => props.routeKey);
  const unknown = now.filter(({ props }) => isUnknown(props.routeKey));
  for (const route of before) {
    const key = route.props.routeKey;
    if (keysNow.includes(key)) continue;
    if (unknown.length > 0) yield* unknown.map((each) => undecided(each, "routeKey"));
    else
      yield violation(route, `leaves nothing for ${JSON.stringify(key)}. ${after(key, keysNow)}`);
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-develop-routes.html */
function after(key: unknown, keysNow: unknown[]): string {
  if (key === "$connect" || key === "$disconnect") return "Nothing handles that event any more.";
  return key !== "$default" && keysNow.includes("$default")
    ? "Such messages go to $default."
    : "Such messages are refused.";
}
