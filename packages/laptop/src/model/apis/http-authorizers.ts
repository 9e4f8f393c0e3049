import { UserError } from "../../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "../declared";
import type {
  HttpAuthorization,
  HttpAuthorizer,
  JwtAuthorizer,
  LambdaFunction,
  Stage,
} from "../model";
import { formatOf, withInvokeUri } from "./http-integrations";
import { absentFunction, targetOf, type Absent } from "./integrations";

const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";

/** How long the AWS provider has answers cached where there is something to tell callers by. */
const DEFAULT_TTL_SECONDS = 300;

type Built =
  | { type: "JWT"; authorizer: JwtAuthorizer }
  | { type: "CUSTOM"; authorizer: HttpAuthorizer }
  /** The run leaves it, or its function, out. */
  | PlainResource;

/** The authorizers of one HTTP API, by ID. */
export function buildAuthorizers(
  ofApi: OfType,
  functions: LambdaFunction[],
  stages: Stage[],
  absent: Absent,
): Map<string, Built> {
  return new Map<string, Built>([
    ...ofApi(AUTHORIZER).map((declared): [string, Built] => {
      const authorizer = withInvokeUri(declared, "authorizerUri");
      const called = absentFunction(textOf(authorizer.outputs.authorizerUri), absent);
      return [declared.id, called ?? buildAuthorizer(authorizer, functions, stages)];
    }),
    ...absent.ofApi(AUTHORIZER).map((each): [string, Built] => [each.id, each]),
  ]);
}

/**
 * How a route is authorized.
 * @returns the resource that is left out, if the authorizer cannot be asked.
 */
export function authorizationOf(
  route: PlainResource,
  authorizers: Map<string, Built>,
): HttpAuthorization | PlainResource {
  const { outputs } = route;
  const type = textOf(outputs.authorizationType) || "NONE";
  if (outputs.apiKeyRequired) refuse(route, "requires an API key, which HTTP APIs do not have.");
  if (type === "NONE") return { type };
  if (type !== "JWT" && type !== "CUSTOM")
    refuse(route, `has authorizationType "${type}", which is not emulated for HTTP APIs.`);
  const found = authorizers.get(textOf(outputs.authorizerId));
  if (found && "outputs" in found) return found;
  if (found?.type === "JWT" && type === "JWT")
    return { ...found, scopes: (outputs.authorizationScopes as string[] | undefined) ?? [] };
  if (found?.type === "CUSTOM" && type === "CUSTOM") return found;
  throw new UserError(
    "MODEL",
    found
      ? `${describe(route)} has authorizationType "${type}" and a ${found.type === "JWT" ? "JWT" : "REQUEST"} authorizer. Set authorizationType to "${found.type}".`
      : `${describe(route)} has no authorizer. Set authorizerId to the ID of an authorizer of the same API.`,
  );
}

function buildAuthorizer(
  authorizer: PlainResource,
  functions: LambdaFunction[],
  stages: Stage[],
): Exclude<Built, PlainResource> {
  const { id, outputs } = authorizer;
  const identitySources = (outputs.identitySources as string[] | undefined) ?? [];
  for (const source of identitySources) checkSource(authorizer, source);
  if (outputs.authorizerType === "JWT")
    return { type: "JWT", authorizer: { id, identitySources, ...jwtOf(authorizer) } };
  if (outputs.authorizerType !== "REQUEST") {
    refuse(
      authorizer,
      `has authorizerType "${textOf(outputs.authorizerType)}". HTTP APIs take JWT and REQUEST.`,
    );
  }
  if (outputs.authorizerCredentialsArn)
    refuse(authorizer, "sets authorizerCredentialsArn, which is not emulated.");
  const format = formatOf(authorizer, "authorizerPayloadFormatVersion", "1.0");
  const hasSimpleResponses = outputs.enableSimpleResponses === true;
  if (hasSimpleResponses && format === "1.0") {
    throw new UserError(
      "MODEL",
      `${describe(authorizer)} has enableSimpleResponses, which needs authorizerPayloadFormatVersion "2.0".`,
    );
  }
  const byDefault = identitySources.length > 0 ? DEFAULT_TTL_SECONDS : 0;
  const ttlSeconds = Number(outputs.authorizerResultTtlInSeconds ?? byDefault);
  const target = targetOf(authorizer, "authorizerUri", functions, stages);
  return {
    type: "CUSTOM",
    authorizer: { id, ...target, identitySources, format, hasSimpleResponses, ttlSeconds },
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
function checkSource(authorizer: PlainResource, source: string): void {
  if (/^\$(request\.(header|querystring)|context|stageVariables)\./.test(source)) return;
  throw new UserError(
    "MODEL",
    `${describe(authorizer)} has the identity source "${source}". HTTP APIs take the form "$request.header.Authorization".`,
  );
}

function jwtOf(authorizer: PlainResource): { issuer: string; audiences: string[] } {
  const { issuer, audiences = [] } = (authorizer.outputs.jwtConfiguration ?? {}) as {
    issuer?: string;
    audiences?: string[];
  };
  if (typeof issuer === "string" && /^https?:\/\//.test(issuer)) return { issuer, audiences };
  throw new UserError(
    "MODEL",
    `${describe(authorizer)} has no issuer. Set jwtConfiguration.issuer to the URL of what signs the tokens.`,
  );
}
