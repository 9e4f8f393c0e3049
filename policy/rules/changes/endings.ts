import { undecided, violation, type Context, type Finding, type Resource } from "../../rule";
import { isObject, isUnknown, holdsUnknown } from "../../properties/values";

export const API = "aws:apigatewayv2/api:Api";
export const STAGE = "aws:apigatewayv2/stage:Stage";
export const TABLE = "aws:dynamodb/table:Table";

/**
 * Properties whose change makes the provider delete a resource and make another, `ForceNew` in its schema.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/apigatewayv2/api.go
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/apigatewayv2/stage.go
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/dynamodb/table.go
 */
const REPLACING: Record<string, string[]> = {
  [API]: ["protocolType", "credentialsArn", "routeKey", "target"],
  [STAGE]: ["name"],
  [TABLE]: [
    "name",
    "hashKey",
    "rangeKey",
    "localSecondaryIndexes",
    "importTable",
    "restoreSourceName",
    "restoreSourceTableArn",
    "restoreToLatestTime",
    "restoreDateTime",
  ],
};

/** The providers of before version 7 say no region. */
const ONLY_IF_BOTH_SAY = ["region", "name"];

/** The same resource as the program declares it now, perhaps under another name. */
export function successorOf(previous: Resource, resources: Resource[]): Resource | undefined {
  return (
    resources.find(({ urn }) => urn === previous.urn) ??
    resources.find(({ options }) => options?.aliases.includes(previous.urn))
  );
}

/**
 * Whether a deployment deletes a resource or makes another in its place, and why.
 * @param consequence what that does to people, as a sentence.
 */
export function* endingOf(
  previous: Resource,
  resources: Resource[],
  consequence: string,
): Iterable<Finding> {
  const successor = successorOf(previous, resources);
  if (successor === undefined) {
    yield violation(previous, `is deleted. ${consequence}`);
    return;
  }
  for (const property of ["region", ...REPLACING[previous.type]!]) {
    const [before, now] = [previous.props[property], successor.props[property]];
    if (isIgnored(successor, property) || isSame(property, before, now)) continue;
    if (holdsUnknown(now)) yield undecided(successor, property);
    else
      yield violation(
        successor,
        `is replaced, because ${property} changes from ${shown(before)} to ${shown(now)}. ${consequence}`,
      );
  }
}

/** Whether `endingOf` finds that a resource certainly ends. */
export function ends(previous: Resource, resources: Resource[]): boolean {
  return [...endingOf(previous, resources, "")].some((finding) => !finding.undecided);
}

/** The WebSocket APIs of the last deployment. The connections of an HTTP API are over when it answers. */
export function previousApis({ previous = [] }: Context): Resource[] {
  return previous.filter(({ type, props }) => type === API && props.protocolType === "WEBSOCKET");
}

/** URN of the API that a stage or a route is of; undefined if the program names it by an ID. */
export function apiOf({ dependencies = [] }: Resource): string | undefined {
  const apis = dependencies.filter((urn) => urn.split("::")[2]?.split("$").at(-1) === API);
  return apis.length === 1 ? apis[0] : undefined;
}

function isIgnored({ options }: Resource, property: string): boolean {
  const ignored = options?.ignoreChanges ?? [];
  return ignored.includes(property) || ignored.includes("*");
}

function isSame(property: string, before: unknown, now: unknown): boolean {
  if (ONLY_IF_BOTH_SAY.includes(property) && (before === undefined || now === undefined))
    return true;
  return JSON.stringify(normal(before)) === JSON.stringify(normal(now));
}

/** A value without what says nothing: the provider writes empty ones where the program is silent. Lists are sets. */
function normal(value: unknown): unknown {
  if (value === "" || value === false || value === null) return undefined;
  if (Array.isArray(value)) {
    const texts = value.map((inner) => JSON.stringify(normal(inner)) ?? "").sort();
    return texts.length > 0 ? texts : undefined;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const kept = normal(inner);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text === undefined || isUnknown(text) ? "nothing" : text;
}
