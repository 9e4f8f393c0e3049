import { requestContextValues } from "../context";
import { queryOf, type HttpCall } from "../call";

/**
 * The value of an identity source: `$request.header.Authorization`, `$request.querystring.token`,
 * `$context.routeKey` or `$stageVariables.tenant`.
 * @returns undefined if the request has none, or an empty one.
 */
export function identityOf(source: string, call: HttpCall): string | undefined {
  const [, place, name = ""] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case "request.header":
      return [call.request.headers[name.toLowerCase()]].flat().join(",") || undefined;
    case "request.querystring":
      return queryOf(call).find(([key]) => key === name)?.[1] || undefined;
    case "context":
      return textAt(requestContextValues(call), name);
    case "stageVariables":
      return textAt(call.stage.variables, name);
    default:
      return undefined;
  }
}

function textAt(values: object, path: string): string | undefined {
  let value: unknown = values;
  for (const key of path.split(".")) {
    const holds = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    value = holds ? (value as Record<string, unknown>)[key] : undefined;
  }
  return typeof value === "string" || typeof value === "number"
    ? `${value}` || undefined
    : undefined;
}
