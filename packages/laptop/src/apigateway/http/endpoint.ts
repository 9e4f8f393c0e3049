import type { CustomDomain, HttpApi, Model, Stage } from "../../model/model";
import { findDomain, nameOf } from "../endpoints";

/** The HTTP API and the stage that a request is for. */
export interface HttpEndpoint {
  api: HttpApi;
  /** Undefined if the API has no stage for the path. */
  stage: Stage | undefined;
  /** The host name as in events, and its first label. */
  domainName: string;
  domainPrefix: string;
  /** The path as in events: after the API's ID, with the stage unless it is `$default`; not decoded. */
  path: string;
  /** The same with the key of a custom domain's mapping. */
  fullPath: string;
  /** The path that route keys are compared with. */
  routePath: string;
}

/**
 * Finds the HTTP API and the stage of a request, by the mappings of a custom domain or the host name of the default
 * endpoint. On a laptop the path is enough: `/{stage}`, or `/{apiId}` and what comes after AWS's host name.
 * @param host the header Host.
 * @param url path and query.
 */
export function findHttpEndpoint(
  model: Pick<Model, "httpApis" | "domains">,
  host: string,
  url: string,
): HttpEndpoint | undefined {
  if (model.httpApis.length === 0) return undefined;
  const path = url.split("?", 1)[0]!;
  const domain = findDomain(model, host);
  if (domain) return findMapped(model.httpApis, domain, host, path);
  // Differs from AWS: the endpoint of an HTTP API is http:// on this machine, with the API's ID in the path, and the domain name in events has a port.
  const apiId = /^([a-z0-9]+)\.execute-api\./.exec(nameOf(host))?.[1];
  // Unconfirmed [http-disabled-endpoint]: the status 404 of an HTTP API's default endpoint that is disabled.
  const open = model.httpApis.filter((api) => !api.disableExecuteApiEndpoint);
  const within = (api: HttpApi, rest: string) => ({
    domainName: host,
    domainPrefix: api.id,
    ...inStages(api, rest),
  });
  if (apiId !== undefined) {
    const own = open.find(({ id }) => id === apiId);
    return own && within(own, path);
  }
  const [, first = ""] = path.split("/", 2);
  const named = open.find(({ id }) => id === first);
  if (named) return within(named, path.slice(first.length + 1) || "/");
  const byStage = open.find(({ stages }) => stages.some(({ name }) => name === first));
  return byStage && within(byStage, path);
}

/** Whether a request is for an HTTP API, one whose default endpoint is disabled included. */
export function isForHttpApi(
  model: Pick<Model, "httpApis" | "domains">,
  host: string,
  url: string,
): boolean {
  if (findHttpEndpoint(model, host, url)) return true;
  if (findDomain(model, host)) return false;
  const [, first] = url.split("?", 1)[0]!.split("/", 2);
  const apiId = /^([a-z0-9]+)\.execute-api\./.exec(nameOf(host))?.[1] ?? first;
  return model.httpApis.some(({ id }) => id === apiId);
}

/** A stage that the path begins with comes before `$default`. */
function inStages(api: HttpApi, path: string) {
  const [, first = ""] = path.split("/", 2);
  const named = api.stages.find(({ name }) => name === first && name !== "$default");
  const stage = named ?? api.stages.find(({ name }) => name === "$default");
  const routePath = named ? path.slice(first.length + 1) || "/" : path;
  return { api, stage, path, fullPath: path, routePath };
}

/** The mapping with the longest key that the path begins with. */
function findMapped(
  apis: HttpApi[],
  { mappings }: CustomDomain,
  host: string,
  path: string,
): HttpEndpoint | undefined {
  const byLength = [...mappings].sort((a, b) => b.key.length - a.key.length);
  for (const mapping of byLength) {
    const start = mapping.key === "" ? "" : `/${mapping.key}`;
    if (path !== start && !path.startsWith(`${start}/`)) continue;
    const api = apis.find(({ id }) => id === mapping.apiId);
    const stage = api?.stages.find(({ name }) => name === mapping.stage);
    if (!api || !stage) continue;
    const [domainPrefix = ""] = nameOf(host).split(".", 1);
    // Unconfirmed [http-domain-raw-path]: behind a custom domain, rawPath has neither the mapping's key nor the stage.
    const rest = path.slice(start.length) || "/";
    const paths = { path: rest, fullPath: path, routePath: rest };
    return { api, stage, domainName: host, domainPrefix, ...paths };
  }
  return undefined;
}
