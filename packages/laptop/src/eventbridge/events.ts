import { randomUUID } from "node:crypto";
import type { Schedule } from "../model/events/event-types";
import { placeOfArn } from "../shared/aws-names";

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** ISO 8601, in whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** What a scheduled rule sends. */
export function scheduledEvent(ruleArn: string, atMs: number): BusEvent {
  const { accountId: account, region } = placeOfArn(ruleArn);
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account,
    time: wholeSeconds(atMs),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

/**
 * What a schedule of the Scheduler sends, as JSON or as the text that the program gave.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function scheduleInput(
  { arn, input }: Pick<Schedule, "arn" | "input">,
  { executionId, scheduledTime }: { executionId: string; scheduledTime: string },
  attempt: number,
): string {
  const { accountId: account, region } = placeOfArn(arn);
  if (input === undefined || input === "")
    return JSON.stringify({
      version: "0",
      id: randomUUID(),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account,
      time: scheduledTime,
      region,
      resources: [arn],
      detail: "{}",
    });
  const attributes: Record<string, string> = {
    "schedule-arn": arn,
    "scheduled-time": scheduledTime,
    "execution-id": executionId,
    "attempt-number": String(attempt),
  };
  return input.replace(/<aws\.scheduler\.([\w-]+)>/g, (token, name: string) =>
    Object.hasOwn(attributes, name) ? attributes[name]! : token,
  );
}

export function wholeSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
