import type { HttpRoute } from "../../model/model";

export interface SelectedRoute {
  route: HttpRoute;
  /** The values of the route key's variables, decoded; undefined if it has none. */
  pathParameters: Record<string, string> | undefined;
}

/**
 * Selects the route of a request: a full match first, then a greedy one, then `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @param path not decoded.
 */
export function selectRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): SelectedRoute | undefined {
  // Unconfirmed [http-trailing-slash]: a slash at the end of a path of an HTTP API makes it another path, and so do two in a row.
  const segments = path.split("/").slice(1);
  const [best] = routes.filter((route) => isMatch(route, method, segments)).sort(bySpecificity);
  const route = best ?? routes.find(({ matches }) => matches === undefined);
  return route && { route, pathParameters: parametersOf(route, segments) };
}

function isMatch({ matches }: HttpRoute, method: string, segments: string[]): boolean {
  // Unconfirmed [http-any-method]: a route with ANY takes the methods too that no route key can name, such as TRACE.
  if (!matches || (matches.method !== method && matches.method !== "ANY")) return false;
  const wanted = matches.segments;
  const greedy = isGreedy(wanted);
  if (greedy ? segments.length < wanted.length : segments.length !== wanted.length) return false;
  return wanted.every(
    (text, i) => text === segments[i] || (text.startsWith("{") && segments[i] !== ""),
  );
}

/** A full match comes before a greedy one, then a method before `ANY`, then a text before a variable, from the left. */
function bySpecificity(a: HttpRoute, b: HttpRoute): number {
  const [first, second] = [a.matches!, b.matches!];
  const byGreed = Number(isGreedy(first.segments)) - Number(isGreedy(second.segments));
  if (byGreed !== 0) return byGreed;
  // Unconfirmed [http-method-before-any]: a route with the request's own method comes before one with ANY, whatever their paths.
  const byMethod = Number(first.method === "ANY") - Number(second.method === "ANY");
  if (byMethod !== 0) return byMethod;
  for (let i = 0; i < Math.max(first.segments.length, second.segments.length); i++) {
    const difference = rank(first.segments[i]) - rank(second.segments[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (!segment.startsWith("{")) return 0;
  return segment.endsWith("+}") ? 2 : 1;
}

function isGreedy(segments: string[]): boolean {
  return segments.at(-1)!.endsWith("+}");
}

function parametersOf(
  { matches }: HttpRoute,
  segments: string[],
): Record<string, string> | undefined {
  const entries = (matches?.segments ?? []).flatMap((text, i): [string, string][] => {
    const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? [];
    if (name === undefined) return [];
    const value = plus ? segments.slice(i).join("/") : segments[i]!;
    return [[name, decodeURIComponent(value)]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
