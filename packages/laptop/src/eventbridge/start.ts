import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { unrestricted, type AccessControl } from "../iam/access/access";
import type { EventRule, Schedule } from "../model/events/event-types";
import { matches } from "../model/events/matches";
import type { Model } from "../model/model";
import { ruleAttributes, scheduleAttributes } from "./dead-letters";
import { Deliveries, type DeliveriesDeps } from "./deliveries";
import { scheduledEvent, scheduleInput, wholeSeconds, type BusEvent } from "./events";
import { servePutEvents } from "./front";
import { isKnown } from "./put-events";
import { targetInput } from "./target-input";
import { Timetable, type Timed } from "./timetable";

export interface EventBridge {
  /** Answers a request that came under EventBridge's name. @returns false if it has no answer. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Switches to changed rules and schedules. Rates of those that stay go on. */
  update(model: Model): void;
  /** When rules and schedules fire next, in milliseconds since 1970, by ARN. */
  nextTimes(): Map<string, number>;
  close(): void;
}

export interface EventBridgeDeps extends DeliveriesDeps {
  access?: AccessControl;
  /** Whether EventBridge may send to a queue for a rule. */
  maySendFor(ruleArn: string, queueArn: string): boolean;
  /** Whether the role of a schedule lets the Scheduler do something with a resource. */
  mayUse(schedule: Schedule, action: string, resource: string): boolean;
}

type TimedRule = Timed & { rule: EventRule };

/** EventBridge: rules by schedule and by pattern, PutEvents, and the Scheduler. */
export function startEventBridge(initial: Model, deps: EventBridgeDeps): EventBridge {
  const { access = unrestricted, clock, journal } = deps;
  let model = initial;

  const deliveries = new Deliveries(deps);
  const send = (rule: EventRule, event: BusEvent) => {
    const context = {
      ruleArn: rule.arn,
      ruleName: rule.name,
      ingestionTime: wholeSeconds(clock.now()),
    };
    for (const { receiver, ...options } of rule.targets) {
      if (receiver.kind === "left out") continue;
      const payload = targetInput(event, options, context);
      deliveries.deliver({
        from: { rule: rule.logicalName },
        receiver,
        payloadOf: () => payload,
        retryPolicy: options.retryPolicy,
        deadLetterArn: options.deadLetterArn,
        // Unconfirmed [dead-letter-body]: a dead letter is the event itself, not what the target would have got.
        deadLetterOf: () => JSON.stringify(event),
        isAllowed: () =>
          receiver.kind === "function"
            ? access.mayInvoke(receiver, rule.arn)
            : deps.maySendFor(rule.arn, receiver.arn),
        maySendDeadLetter: (queueArn) => deps.maySendFor(rule.arn, queueArn),
        attributesOf: (outcome) => ruleAttributes(rule, receiver.arn, outcome),
      });
    }
  };

  const rules = new Timetable<TimedRule>(clock, ({ rule }, atMs) => {
    journal.record("eventbridge", "fire", { rule: rule.logicalName });
    send(rule, scheduledEvent(rule.arn, atMs));
  });
  const schedules = new Timetable<Schedule>(clock, (schedule, atMs) => {
    const { logicalName, receiver } = schedule;
    journal.record("eventbridge", "fire", { schedule: logicalName });
    if (receiver.kind === "left out") return;
    const action = receiver.kind === "queue" ? "sqs:SendMessage" : "lambda:InvokeFunction";
    const execution = { executionId: randomUUID(), scheduledTime: wholeSeconds(atMs) };
    const payloadOf = (attempt: number) => scheduleInput(schedule, execution, attempt);
    deliveries.deliver({
      from: { schedule: logicalName },
      receiver,
      payloadOf,
      retryPolicy: schedule.retryPolicy,
      deadLetterArn: schedule.deadLetterArn,
      deadLetterOf: payloadOf,
      isAllowed: () => deps.mayUse(schedule, action, receiver.arn),
      maySendDeadLetter: (queueArn) => deps.mayUse(schedule, "sqs:SendMessage", queueArn),
      attributesOf: (outcome) => scheduleAttributes(schedule, execution, outcome),
    });
  });

  const put = (event: BusEvent, bus: string) => {
    if (!isKnown(bus, model))
      return journal.record("eventbridge", "noBus", {
        bus,
        source: event.source,
        detailType: event["detail-type"],
        message: `Nobody gets "${event["detail-type"]}" of ${event.source}: there is no event bus "${bus}". EventBridge accepts such events. Declare the bus, or name another.`,
      });
    const found = model.rules.filter(
      (rule) => rule.bus === bus && rule.isEnabled && rule.pattern && matches(rule.pattern, event),
    );
    journal.record("eventbridge", "put", {
      bus,
      source: event.source,
      detailType: event["detail-type"],
      rules: found.map(({ logicalName }) => logicalName),
    });
    for (const rule of found) send(rule, event);
  };

  const update = (changed: Model) => {
    model = changed;
    rules.update(
      changed.rules.flatMap((rule) =>
        rule.isEnabled && rule.schedule
          ? { arn: rule.arn, schedule: rule.schedule, zone: "UTC", rule }
          : [],
      ),
    );
    schedules.update(changed.schedules.filter(({ isEnabled }) => isEnabled));
  };
  update(initial);

  return {
    serve: servePutEvents({ model: () => model, access, now: () => clock.now(), journal, put }),
    update,
    nextTimes: () => new Map([...rules.nextTimes(), ...schedules.nextTimes()]),
    close() {
      rules.close();
      schedules.close();
      deliveries.close();
    },
  };
}
