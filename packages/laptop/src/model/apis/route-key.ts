import { UserError } from "../../shared/errors";
import { describe, type PlainResource } from "../declared";
import type { HttpRoute } from "../model";

const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/**
 * Reads a route key of an HTTP API: a method and a path, whose last segment may be greedy (`{proxy+}`), or `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @throws UserError for what CreateRoute refuses.
 */
export function matchOf(route: PlainResource, routeKey: string): HttpRoute["matches"] {
  if (routeKey === "$default") return undefined;
  const [, method = "", path] = /^(\S+) (\/\S*)$/.exec(routeKey) ?? [];
  const segments = path?.split("/").slice(1) ?? [];
  const isRight =
    METHODS.includes(method) &&
    segments.every((segment, i) => isSegment(segment, i === segments.length - 1));
  if (isRight) return { method, segments };
  throw new UserError(
    "MODEL",
    `${describe(route)} has the route key "${routeKey}". Write "$default", or a method and a path such as "GET /orders/{id}" and "ANY /{proxy+}".`,
  );
}

function isSegment(segment: string, isLast: boolean): boolean {
  if (!/[{}]/.test(segment)) return true;
  return isLast ? /^\{[^{}+]+\+?\}$/.test(segment) : /^\{[^{}+]+\}$/.test(segment);
}
