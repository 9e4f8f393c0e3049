import { filesOf } from "../../properties/code";
import { FUNCTION, isOf, settingsOf } from "../../properties/functions";
import { undecided, violation, type ResourceRule, type StackRule } from "../../rule";
import { isUnknown } from "../../properties/values";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const ALWAYS = { lenient: "mandatory", strict: "mandatory" } as const;
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;
const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";

/** Of an HTTP API: `GET /orders`, and `$default`, which both kinds of API have. */
const MAY_BE_HTTP = /^([A-Z]+ \/.*|\$default)$/;

export const noJwtAuthorizer: ResourceRule = {
  name: "apigateway-no-jwt-authorizer",
  description: "No route of a WebSocket API asks for a JWT authorizer: HTTP APIs alone have them.",
  severity: "high",
  level: ALWAYS,
  remediation:
    'Set authorizationType to "CUSTOM" with a REQUEST authorizer whose function verifies the token.',
  url: `${GUIDE}/apigateway-websocket-api-control-access.html`,
  equals: [],
  types: ["aws:apigatewayv2/route:Route"],
  *check(resource) {
    const { routeKey, authorizationType } = resource.props;
    if (isUnknown(authorizationType)) yield undecided(resource, "authorizationType");
    else if (authorizationType !== "JWT") return;
    else if (isUnknown(routeKey)) yield undecided(resource, "routeKey");
    else if (!MAY_BE_HTTP.test(String(routeKey)))
      yield violation(resource, "asks for a JWT authorizer, and AWS has none for WebSocket APIs.");
  },
};

/** Not a property of something else, though it may be spread: `...event`. */
const ALONE = String.raw`(?<!\w|(?<!\.\.)\.)`;

/** The whole event, or a part of it that tokens come in, handed to the console. Bounded, as bundles have long lines. */
const LOGS_EVENT = [
  new RegExp(String.raw`console\.\w+\([^;\n]{0,999}?${ALONE}event\b(?!\s*(?:\?\.|[.[:(]))`),
  /console\.\w+\([^;\n]{0,999}?\b(?:headers|multiValueHeaders|queryStringParameters|multiValueQueryStringParameters)\b/,
  // The parameter of a handler whose name was shortened.
  new RegExp(
    String.raw`\basync(?:\s+function\s*\w*)?\s*\(?\s*(\w+)\s*(?:,\s*\w+\s*)*\)?\s*(?:=>)?\s*\{?[^{}]{0,999}?console\.\w+\((?:[^;\n()]|JSON\.stringify\(){0,999}?${ALONE}\1(?![\w.[:])`,
  ),
];

const LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`/g;

/** The code without the words of its strings: names of properties stay, and what templates insert. */
function withoutWords(text: string): string {
  return text.replace(LITERAL, (literal, offset: number) => {
    if (text[offset - 1] === "[") return literal;
    const inserted = literal.startsWith("`") ? literal.matchAll(/\$\{([^}]*)\}/g) : [];
    return `""${Array.from(inserted, ([, code]) => `+${code}`).join("")}`;
  });
}

export const authorizerLogsNoEvent: StackRule = {
  name: "lambda-authorizer-logs-no-event",
  description:
    "An authorizer does not log its event. Whoever reads the log could connect as others.",
  severity: "high",
  level: STRICT_ONLY,
  remediation: "Log why a token is refused, and nothing of the token.",
  url: `${GUIDE}/apigateway-websocket-api-lambda-auth.html`,
  equals: [],
  types: [AUTHORIZER, FUNCTION],
  *checkStack(resources, { directory }) {
    const authorizers = resources.filter(({ type }) => type === AUTHORIZER);
    if (authorizers.length === 0) return;
    const waiting = authorizers.filter(({ props }) => isUnknown(props.authorizerUri));
    for (const resource of resources.filter(({ type }) => type === FUNCTION)) {
      const files = filesOf(resource.props.code, directory) ?? [];
      const logsEvent = (code: string) => LOGS_EVENT.some((form) => form.test(code));
      const found = files.find(({ text }) => logsEvent(withoutWords(text)));
      if (!found) continue;
      if (authorizers.some(({ props }) => isOf(props.authorizerUri, resource)))
        yield violation(resource, `logs the event of an authorizer, in "${found.name}".`);
      else yield* waiting.map((authorizer) => undecided(authorizer, "authorizerUri"));
    }
  },
};

/** Variables that hold a token, or what a token comes in. */
const TELLS_TOKEN =
  /\$\{?(?:context|request)\.[\w.]*(?:querystring|headers?\b|requestUri|rawPath|(?:token|jwt|authorization)(?![\w.]))/i;

export const accessLogsNoToken: ResourceRule = {
  name: "apigateway-access-logs-no-token",
  description: "An access log has nothing of the query string or the headers, where tokens are.",
  severity: "high",
  level: STRICT_ONLY,
  remediation: "Leave that variable out of accessLogSettings.format.",
  url: `${GUIDE}/websocket-api-logging.html`,
  equals: [],
  types: ["aws:apigatewayv2/stage:Stage"],
  *check(resource) {
    const { format } = settingsOf(resource.props.accessLogSettings);
    if (isUnknown(format)) yield undecided(resource, "accessLogSettings.format");
    const [variable] = TELLS_TOKEN.exec(String(format ?? "")) ?? [];
    if (variable !== undefined)
      yield violation(resource, `logs tokens: its format has ${variable}.`);
  },
};

export const tokenRules = [noJwtAuthorizer, authorizerLogsNoEvent, accessLogsNoToken];
