import { textOf, type OfType, type PlainResource } from "../declared";
import type { Schedule } from "./event-types";
import { parseSchedule } from "./expression";
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
    return {
      logicalName,
      name: textOf(outputs.name),
      group: textOf(outputs.groupName) || "default",
      arn: textOf(outputs.arn),
      schedule: readProperty(resource, "scheduleExpression", expression, () =>
        parseSchedule(expression),
      ),
      zone: readProperty(resource, "scheduleExpressionTimezone", zone, () => zoneNamed(zone)),
      isEnabled: outputs.state !== "DISABLED",
      startMs: dateOf(resource, "startDate"),
      endMs: dateOf(resource, "endDate"),
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
