import type { CustomDomain, Model } from "../model/model";
import { plainName } from "../shared/addresses";
import type { Destination } from "./state";

/** The API and stage that a request is for. */
export interface Endpoint extends Destination {
  /** The host name as in events. */
  domainName: string;
  /** The path after the stage or after the mapping key of a custom domain: "" or "/...". */
  rest: string;
}

/**
 * Finds the API and stage of a request, by the mappings of a custom domain or the host name of the
 * default endpoint. On a laptop the path is enough: `/{stage}`, or `/{apiId}/{stage}` where several APIs
 * have a stage of that name.
 * @param host the header Host.
 * @param url path and query.
 */
export function findEndpoint(model: Model, host: string, url: string): Endpoint | undefined {
  // Differs from AWS: the endpoint is ws:// on this machine, and the domain name in events has a port.
  const segments = url.split("?", 1)[0]!.split("/").slice(1);
  const domain = findDomain(model, host);
  if (domain) return findMapped(model, domain, host, segments);
  const apiId = /^([a-z0-9]+)\.execute-api\./.exec(nameOf(host))?.[1];
  // Unconfirmed [disabled-endpoint]: the status 403 of a default endpoint that is disabled.
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

/**
 * Where a stage is reached on this machine: by its own URL, or by a custom domain if its API has no other way in.
 * @returns the header Host to send, if it is not the URL's.
 */
export function wayTo({ apis, domains }: Model, stageUrl: string): { url: string; host?: string } {
  const api = apis.find(({ stages }) => stages.some(({ url }) => url === stageUrl));
  const stage = api?.stages.find(({ url }) => url === stageUrl);
  if (!api?.disableExecuteApiEndpoint || !stage) return { url: stageUrl };
  for (const { domainName, mappings } of domains) {
    const mapping = mappings.find((each) => each.apiId === api.id && each.stage === stage.name);
    if (mapping) return { url: new URL(`/${mapping.key}`, stageUrl).href, host: domainName };
  }
  return { url: stageUrl };
}

/** The custom domain that a header Host names. */
export function findDomain(
  { domains }: Pick<Model, "domains">,
  host: string,
): CustomDomain | undefined {
  return domains.find(isNamed(nameOf(host)));
}

/** Whether a custom domain has this name, which is in lower case. */
export function isNamed(name: string): (domain: CustomDomain) => boolean {
  return ({ domainName }) => domainName.toLowerCase() === name;
}

/** The mapping with the longest key that the path begins with. */
function findMapped(
  { apis }: Model,
  { mappings }: CustomDomain,
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

/** The name that a header Host gives, without its port. */
export function nameOf(host: string): string {
  return plainName(host.replace(/:\d+$/, ""));
}

/** The path of some segments, without slashes at its end. */
function restOf(segments: string[]): string {
  // A regular expression for the slashes at the end would take quadratic time.
  let { length } = segments;
  while (length > 0 && segments[length - 1] === "") length--;
  return segments
    .slice(0, length)
    .map((segment) => `/${segment}`)
    .join("");
}
