import type { IncomingMessage, ServerResponse } from "node:http";
import { unrestricted, type AccessControl } from "../iam/access/access";
import type { EventRule, Receiver, Schedule } from "../model/events/event-types";
import type { Model } from "../model/model";
import type { Clock } from "../shared/clock";
import type { Journal } from "../shared/journal";
import { scheduledEvent, scheduleInput, type BusEvent } from "./events";
import { servePutEvents } from "./front";
import { matches } from "../model/events/matches";
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

export interface EventBridgeDeps {
  access?: AccessControl;
  /** Invokes a function without waiting. @returns the request ID. @throws Refusal if there is none. */
  invoke(functionArn: string, payload: string): string;
  /** Sends a message to a queue. */
  send(queueArn: string, body: string, messageGroupId?: string): void;
  /** Whether EventBridge may send to a queue for a rule. */
  maySendFor(ruleArn: string, queueArn: string): boolean;
  /** Whether the role of a schedule lets the Scheduler do something with a resource. */
  mayUse(schedule: Schedule, action: string, resource: string): boolean;
  clock: Clock;
  journal: Journal;
}

type TimedRule = Timed & { rule: EventRule };

/** EventBridge: rules by schedule and by pattern, PutEvents, and the Scheduler. */
export function startEventBridge(initial: Model, deps: EventBridgeDeps): EventBridge {
  const { access = unrestricted, clock, journal } = deps;
  let model = initial;

  const deliver = (from: object, receiver: Receiver, payload: string, isAllowed: boolean) => {
    const target = receiver.arn;
    const fail = (reason: string) =>
      journal.record("eventbridge", "failed", { ...from, target, reason });
    // Differs from AWS: what EventBridge cannot deliver is not tried again and goes to no dead-letter queue.
    if (!isAllowed) return fail("not allowed");
    try {
      if (receiver.kind === "queue") deps.send(receiver.arn, payload, receiver.messageGroupId);
      const requestId =
        receiver.kind === "function" ? deps.invoke(receiver.arn, payload) : undefined;
      journal.record("eventbridge", "deliver", { ...from, target, requestId });
    } catch (error) {
      fail((error as Error).message);
    }
  };

  const send = (rule: EventRule, event: BusEvent) => {
    const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: event.time };
    for (const { receiver, ...options } of rule.targets) {
      if (receiver.kind === "left out") continue;
      const isAllowed =
        receiver.kind === "function"
          ? access.mayInvoke(receiver, rule.arn)
          : deps.maySendFor(rule.arn, receiver.arn);
      const payload = targetInput(event, options, context);
      deliver({ rule: rule.logicalName }, receiver, payload, isAllowed);
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
    const isAllowed = deps.mayUse(schedule, action, receiver.arn);
    deliver({ schedule: logicalName }, receiver, scheduleInput(schedule, atMs), isAllowed);
  });

  const put = (event: BusEvent, bus: string) => {
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
    serve: servePutEvents({ model: () => model, access, now: () => clock.now(), put }),
    update,
    nextTimes: () => new Map([...rules.nextTimes(), ...schedules.nextTimes()]),
    close() {
      rules.close();
      schedules.close();
    },
  };
}
