import { refuse, textOf, type OfType, type PlainResource } from "../declared";
import type { Schedule } from "./event-types";
import { parseSchedule, type ScheduleExpression } from "./expression";
import { isLeftOut, readProperty, receiverOf, type Receivers } from "./receivers";
import { undeliveredOf } from "./retry-policy";

interface Target {
  arn: string;
  roleArn: string;
  input?: string;
  sqsParameters?: { messageGroupId?: string };
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
  deadLetterConfig?: { arn?: string };
}

/**
 * The schedules of EventBridge Scheduler.
 * @throws UserError that names what cannot work.
 */
export function buildSchedules(ofType: OfType, receivers: Receivers): Schedule[] {
  return ofType("aws:scheduler/schedule:Schedule").map((resource) => {
    const { name: logicalName, outputs } = resource;
    const target = outputs.target as Target;
    const expression = textOf(outputs.scheduleExpression);
    const zone = textOf(outputs.scheduleExpressionTimezone) || "UTC";
    const { messageGroupId } = target.sqsParameters ?? {};
    const schedule = readProperty(resource, "scheduleExpression", expression, () =>
      parseSchedule(expression),
    );
    refuseWindow(resource);
    return {
      logicalName,
      name: textOf(outputs.name),
      group: textOf(outputs.groupName) || "default",
      arn: textOf(outputs.arn),
      schedule,
      zone: readProperty(resource, "scheduleExpressionTimezone", zone, () => zoneNamed(zone)),
      isEnabled: outputs.state !== "DISABLED",
      ...datesOf(resource, schedule),
      receiver: receiverOf(target.arn, messageGroupId, resource, receivers),
      ...undeliveredOf(resource, target, receivers.queueArns, (arn) =>
        isLeftOut(arn, receivers.leftOut),
      ),
      roleArn: target.roleArn,
      input: target.input,
    };
  });
}

/** @throws Error if this Node.js does not know the time zone. */
function zoneNamed(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    throw new Error("is no time zone such as Europe/Paris");
  }
}

/** The Scheduler ignores both dates of what fires once. */
function datesOf(resource: PlainResource, { kind }: ScheduleExpression) {
  const [startMs, endMs] = [dateOf(resource, "startDate"), dateOf(resource, "endDate")];
  if (kind === "at") return { startMs: undefined, endMs: undefined };
  if (startMs !== undefined && endMs !== undefined && startMs >= endMs)
    refuse(resource, "has an endDate that is not after its startDate.");
  return { startMs, endMs };
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html */
function refuseWindow(resource: PlainResource): void {
  const { mode, maximumWindowInMinutes: minutes } = (resource.outputs.flexibleTimeWindow ?? {}) as {
    mode?: string;
    maximumWindowInMinutes?: number;
  };
  if (mode === "FLEXIBLE" ? minutes === undefined || minutes < 1 || minutes > 1440 : minutes)
    refuse(
      resource,
      `has a flexibleTimeWindow that AWS refuses. Write { mode: "OFF" }, or "FLEXIBLE" with maximumWindowInMinutes of 1 to 1440.`,
    );
}

/** In milliseconds since 1970. */
function dateOf(resource: PlainResource, property: string): number | undefined {
  const text = textOf(resource.outputs[property]);
  if (text === "") return undefined;
  return readProperty(resource, property, text, () => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw new Error("is no time such as 2026-12-24T18:00:00Z");
    return ms;
  });
}
