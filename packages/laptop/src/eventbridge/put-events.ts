import { randomUUID } from "node:crypto";
import type { Action } from "../iam/access/access";
import { DEFAULT_BUS, busOf } from "../model/events/rules";
import type { Model } from "../model/model";
import { arnOf } from "../shared/aws-names";
import { wholeSeconds, type BusEvent } from "./events";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_ENTRIES = 10;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const MAX_BYTES = 256 * 1024;

/** One entry of PutEvents, as it came. */
export interface Entry {
  Time?: unknown;
  Source?: unknown;
  Resources?: unknown;
  DetailType?: unknown;
  Detail?: unknown;
  EventBusName?: unknown;
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
  const texts = [
    Source,
    DetailType,
    Detail,
    ...(Array.isArray(Resources) ? (Resources as unknown[]) : []),
  ];
  const bytes = texts.map((text) => (typeof text === "string" ? Buffer.byteLength(text) : 0));
  return bytes.reduce((sum, each) => sum + each, Time === undefined ? 0 : 14);
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
  const { Time, Source, Resources = [], DetailType, Detail, EventBusName } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail }))
    if (typeof value !== "string" || value === "")
      return {
        ErrorCode: "InvalidArgument",
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
  if (String(Source).startsWith("aws."))
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  const detail = objectIn(String(Detail));
  if (detail === undefined)
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const bus = busOf(EventBusName);
  // Unconfirmed: an event for a bus that does not exist is an error of its entry, ResourceNotFoundException.
  if (bus !== DEFAULT_BUS && !model.buses.some(({ name }) => name === bus))
    return {
      ErrorCode: "ResourceNotFoundException",
      ErrorMessage: `Event bus ${bus} does not exist.`,
    };
  const event: BusEvent = {
    version: "0",
    id: randomUUID(),
    "detail-type": String(DetailType),
    source: String(Source),
    account: model.accountId,
    time: wholeSeconds(msOf(Time) ?? nowMs),
    region: model.region,
    resources: Array.isArray(Resources) ? Resources.map(String) : [],
    detail,
  };
  return { event, bus };
}

/** The ARN of a bus by its name or ARN. */
function busArn(nameOrArn: unknown, model: Model): string {
  if (typeof nameOrArn === "string" && nameOrArn.startsWith("arn:")) return nameOrArn;
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

/** A time in the protocol is a number of seconds. */
function msOf(time: unknown): number | undefined {
  const ms = typeof time === "number" ? time * 1000 : Date.parse(String(time));
  return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
}
