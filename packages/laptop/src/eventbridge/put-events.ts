import { randomUUID } from "node:crypto";
import type { Action } from "../iam/access/access";
import { DEFAULT_BUS, busOf } from "../model/events/rules";
import type { Model } from "../model/model";
import { arnOf } from "../shared/aws-names";
import { wholeSeconds, type BusEvent } from "./events";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_ENTRIES = 10;
/**
 * Of the entries of a request.
 * https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb/
 */
export const MAX_BYTES = 1024 * 1024;

/** How deep the JSON of a detail may nest. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_DEPTH = 1000;

/** One entry of PutEvents, as it came. */
export interface Entry {
  /** Seconds since 1970; a text comes from callers that write none of the SDKs' JSON. */
  Time?: number | string | null;
  Source?: string | null;
  Resources?: string[] | null;
  DetailType?: string | null;
  Detail?: string | null;
  EventBusName?: string | null;
}

/** Whether a value has the types of an entry: AWS reads no request in which one has not. */
export function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { Time, Resources, ...texts } = value as Record<keyof Entry, unknown>;
  const isText = (each: unknown) => typeof each === "string";
  const { Source, DetailType, Detail, EventBusName } = texts;
  return (
    [Source, DetailType, Detail, EventBusName].every((each) => isText(each ?? "")) &&
    (isText(Time ?? "") || typeof Time === "number") &&
    Array.isArray(Resources ?? []) &&
    ((Resources as unknown[] | null | undefined) ?? []).every(isText)
  );
}

/** What becomes of an entry. */
export type Accepted = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** The permission that each entry needs. */
export function actionsOf(entries: readonly Entry[], model: Model): Action[] {
  return entries.map(({ EventBusName, Source, DetailType }) => ({
    action: "events:PutEvents",
    resource: busArn(EventBusName, model),
    context: {
      ...(typeof Source === "string" && { "events:source": [Source] }),
      ...(typeof DetailType === "string" && { "events:detail-type": DetailType }),
    },
  }));
}

/** How many bytes AWS counts of an entry. */
export function bytesOf({ Time, Source, DetailType, Detail, Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
  const bytes = texts.map((text) => Buffer.byteLength(text ?? ""));
  return bytes.reduce((sum, each) => sum + each, (Time ?? undefined) === undefined ? 0 : 14);
}

/**
 * Reads an entry.
 * @returns the event and the name of its bus, or why it is refused.
 */
export function readEntry(
  entry: Entry,
  model: Model,
  nowMs: number,
): { event: BusEvent; bus: string } | Extract<Accepted, { ErrorCode: string }> {
  const { Time, Source, Resources, DetailType, Detail, EventBusName } = entry;
  if (!Source || !DetailType || !Detail) {
    const name = !Source ? "Source" : !DetailType ? "DetailType" : "Detail";
    return {
      ErrorCode: "InvalidArgument",
      ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
    };
  }
  if (Source.startsWith("aws."))
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  const detail = objectIn(Detail);
  // Unconfirmed [detail-depth]: a detail that nests more than 1000 levels deep is an error of its entry, MalformedDetail.
  if (detail === undefined || isDeeper(Detail, MAX_DEPTH))
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const bus = busOf(EventBusName);
  // Unconfirmed [foreign-bus]: an event for a bus of another account or region is an error of its entry, ResourceNotFoundException.
  if (busArn(EventBusName, model) !== busArn(bus, model))
    return {
      ErrorCode: "ResourceNotFoundException",
      ErrorMessage: `Event bus ${EventBusName} does not exist.`,
    };
  const event: BusEvent = {
    version: "0",
    id: randomUUID(),
    "detail-type": DetailType,
    source: Source,
    account: model.accountId,
    time: wholeSeconds(msOf(Time) ?? nowMs),
    region: model.region,
    resources: Resources ?? [],
    detail,
  };
  return { event, bus };
}

/** Whether there is a bus of that name. Events for others are accepted, and nobody gets them: recorded in 2024. */
export function isKnown(bus: string, model: Model): boolean {
  return bus === DEFAULT_BUS || model.buses.some(({ name }) => name === bus);
}

/** The ARN of a bus by its name or ARN: that of another account is none of the program's buses. */
function busArn(nameOrArn: Entry["EventBusName"], model: Model): string {
  if (nameOrArn?.startsWith("arn:")) return nameOrArn;
  const name = busOf(nameOrArn);
  const declared = model.buses.find((bus) => bus.name === name);
  return declared?.arn ?? arnOf("events", model, `event-bus/${name}`);
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether JSON nests deeper than it may. The text is known to be JSON. */
function isDeeper(json: string, max: number): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]+|\\.)*"|[[\]{}]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > max) return true;
  }
  return false;
}

/** A time in the protocol is a number of seconds. */
function msOf(time: Entry["Time"]): number | undefined {
  const ms = typeof time === "number" ? time * 1000 : Date.parse(time ?? "");
  return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
}
