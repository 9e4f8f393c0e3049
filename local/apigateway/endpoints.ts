import type { Model, Stage, WebSocketApi } from "../model/model";

/** What the host and path of a request lead to. */
export interface Endpoint {
  api: WebSocketApi;
  stage: Stage;
  /** The host name as events tell it. */
  domainName: string;
  /** What follows the stage, or the key of a custom domain's mapping: "" or "/...". */
  rest: string;
}

/**
 * Finds the API and stage of a request: by the mappings of a custom domain, by the host name of the
 * default endpoint, or on a laptop by the path alone: `/{stage}`, or `/{apiId}/{stage}` where several
 * APIs have a stage of that name.
 * @param host the header Host.
 * @param url path and query.
 */
export function findEndpoint(model: Model, host: string, url: string): Endpoint | undefined {
  const segments = url.split("?", 1)[0]!.split("/").slice(1);
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const domain = model.domains.find(({ domainName }) => domainName.toLowerCase() === name);
  if (domain) return findMapped(model, domain, host, segments);
  const apiId = /^([a-z0-9]+)\.execute-api\./.exec(name)?.[1];
  const apis = model.apis.filter(
    (api) => !api.disableExecuteApiEndpoint && (!apiId || api.id === apiId),
  );
  const named = apis.find(({ id }) => id === segments[0]);
  const [candidates, path] = named ? [[named], segments.slice(1)] : [apis, segments];
  for (const api of candidates) {
    const stage = api.stages.find((candidate) => candidate.name === path[0]);
    if (stage) return { api, stage, domainName: host, rest: restOf(path.slice(1)) };
  }
  return undefined;
}

/** The mapping with the longest key that the path begins with. */
function findMapped(
  { apis }: Model,
  { mappings }: Model["domains"][number],
  host: string,
  segments: string[],
): Endpoint | undefined {
  const byLength = [...mappings].sort((a, b) => b.key.length - a.key.length);
  for (const { key, apiId, stage: stageName } of byLength) {
    const keys = key === "" ? [] : key.split("/");
    if (!keys.every((segment, i) => segment === segments[i])) continue;
    const api = apis.find(({ id }) => id === apiId);
    const stage = api?.stages.find(({ name }) => name === stageName);
    if (api && stage)
      return { api, stage, domainName: host, rest: restOf(segments.slice(keys.length)) };
  }
  return undefined;
}

function restOf(segments: string[]): string {
  const rest = segments.join("/").replace(/\/+$/, "");
  return rest === "" ? "" : `/${rest}`;
}
