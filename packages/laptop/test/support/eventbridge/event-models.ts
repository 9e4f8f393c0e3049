import type { EventRule, Receiver, Schedule } from "../../../src/model/events/event-types";
import { parseSchedule } from "../../../src/model/events/expression";
import type { LambdaPermission } from "../../../src/model/model";
import type { Queue } from "../../../src/model/queue-types";
import { allow, policyOf, roleOf } from "../roles";
import { queueOf } from "../sqs/queues";

export const PLACE = "us-east-1:123456789012";
/** The function "greeter". */
export const GREETER: Receiver = {
  kind: "function",
  arn: `arn:aws:lambda:${PLACE}:function:greeter`,
  functionName: "greeter",
};

/** AWS's own policy. */
export const RETRIED = {
  retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeMs: 86_400_000 },
};

/** Logs each event; { Entries } are put by the real SDK, and its answer is returned. */
export const PUTS_EVENTS = `
  const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");
  const client = new EventBridgeClient({ maxAttempts: 1 });
  exports.handler = async (event) => {
    if (!event.Entries) return console.log("got " + JSON.stringify(event));
    try {
      const { Entries, FailedEntryCount } = await client.send(new PutEventsCommand(event));
      return { Entries, FailedEntryCount };
    } catch ({ name, message }) {
      return { name, message };
    }
  };`;

/** A rule of the default bus that calls the function "greeter". */
export function ruleOf(name: string, parts: Partial<EventRule>): EventRule {
  return {
    logicalName: name,
    name,
    arn: `arn:aws:events:${PLACE}:rule/${name}`,
    bus: "default",
    schedule: undefined,
    pattern: undefined,
    isEnabled: true,
    targets: [{ id: "greeter", ...RETRIED, receiver: GREETER }],
    ...parts,
  };
}

/** Lets a rule invoke the function "greeter". */
export function permissionOf(name: string): LambdaPermission {
  return {
    logicalName: name,
    functionName: "greeter",
    qualifier: undefined,
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    sourceArn: `arn:aws:events:${PLACE}:rule/${name}`,
    sourceAccount: undefined,
    otherConditions: [],
  };
}

/** The Scheduler's, which may invoke the function "greeter" and send to queues. */
export const schedulerRole = roleOf(
  [allow("lambda:InvokeFunction", GREETER.arn), allow("sqs:SendMessage", "*")],
  {
    logicalName: "scheduler-role",
    arn: "arn:aws:iam::123456789012:role/scheduler",
    trustPolicy: policyOf({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "scheduler.amazonaws.com" },
    }),
  },
);

/** A schedule that calls the function "greeter" every hour. */
export function scheduleOf(name: string, parts: Partial<Schedule>): Schedule {
  return {
    logicalName: name,
    name,
    group: "default",
    arn: `arn:aws:scheduler:${PLACE}:schedule/default/${name}`,
    schedule: parseSchedule("rate(1 hour)"),
    zone: "UTC",
    isEnabled: true,
    startMs: undefined,
    endMs: undefined,
    ...RETRIED,
    receiver: GREETER,
    roleArn: schedulerRole.arn,
    input: undefined,
    ...parts,
  };
}

/** A queue that lets EventBridge send to it for one rule. */
export function queueFor(rule: string, name: string): Queue {
  const policy = policyOf({
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Resource: "*",
    Principal: { Service: "events.amazonaws.com" },
    Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:events:${PLACE}:rule/${rule}` } },
  });
  return queueOf(name, { policy });
}
