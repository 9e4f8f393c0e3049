import { deepEqual, equal, throws } from "node:assert/strict";
import { buildModel } from "../../../src/model/build";
import { Without } from "../../../src/model/support/without";
import type { Properties } from "../../../src/program/resource";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";

type Parts = Partial<Record<"bus" | "rule" | "target" | "schedule", Properties>>;

/** A program with a function, a rule that calls it, and a schedule that does if it has properties. */
function declared(parts: Parts): Declared {
  const program = new Declared();
  const own = program.add("aws:lambda/function:Function", "own", {
    name: "own-name",
    role: "arn:aws:iam::123456789012:role/own",
    handler: "index.handler",
    runtime: "nodejs24.x",
    code: CODE,
  });
  if (parts.bus) program.add("aws:cloudwatch/eventBus:EventBus", "orders", parts.bus);
  const rule = program.add("aws:cloudwatch/eventRule:EventRule", "sweep", {
    name: "sweep-1",
    scheduleExpression: "rate(5 minutes)",
    ...parts.rule,
  });
  program.add("aws:cloudwatch/eventTarget:EventTarget", "to-own", {
    rule: rule.outputs.name,
    eventBusName: rule.outputs.eventBusName,
    arn: own.outputs.arn,
    ...parts.target,
  });
  if (parts.schedule)
    program.add("aws:scheduler/schedule:Schedule", "evening", {
      scheduleExpression: "cron(0 18 * * ? *)",
      target: { arn: own.outputs.arn, roleArn: "arn:aws:iam::123456789012:role/scheduler" },
      ...parts.schedule,
    });
  return program;
}

const build = (parts: Parts, without?: string[]) => {
  const evaluation = declared(parts).evaluation;
  const left = without && new Without(without, evaluation.resources);
  return buildModel(evaluation, SURROUNDINGS, {}, left);
};

describe("Rules and schedules of the model", () => {
  it("have their targets, their bus and their expression", () => {
    const { rules, buses } = build({});
    const [{ arn, targets, ...rule }] = rules as [(typeof rules)[0]];
    equal(arn, "arn:aws:events:us-east-1:123456789012:rule/sweep-1");
    deepEqual(rule, {
      logicalName: "sweep",
      name: "sweep-1",
      bus: "default",
      schedule: { kind: "rate", everyMs: 300_000 },
      pattern: undefined,
      isEnabled: true,
    });
    deepEqual(
      targets.map(({ receiver }) => receiver),
      [
        {
          kind: "function",
          arn: "arn:aws:lambda:us-east-1:123456789012:function:own-name",
          functionName: "own-name",
        },
      ],
    );
    deepEqual(buses, []);
  });

  it("belong to a bus by its name or its ARN", () => {
    const rule = { scheduleExpression: undefined, eventPattern: '{"source":["shop"]}' };
    for (const eventBusName of [
      "orders",
      "arn:aws:events:us-east-1:123456789012:event-bus/orders",
    ]) {
      const { rules, buses } = build({ bus: { name: "orders" }, rule: { ...rule, eventBusName } });
      deepEqual(
        buses.map(({ name, arn }) => [name, arn]),
        [["orders", "arn:aws:events:us-east-1:123456789012:event-bus/orders"]],
      );
      deepEqual(
        rules.map(({ bus, arn, pattern, targets }) => [bus, arn, pattern, targets.length]),
        [
          [
            "orders",
            "arn:aws:events:us-east-1:123456789012:rule/orders/sweep-1",
            { source: ["shop"] },
            1,
          ],
        ],
      );
    }
  });

  it("are off when they say so", () => {
    equal(build({ rule: { state: "DISABLED" } }).rules[0]!.isEnabled, false);
    equal(build({ rule: { isEnabled: false } }).rules[0]!.isEnabled, false);
    equal(build({ schedule: { state: "DISABLED" } }).schedules[0]!.isEnabled, false);
  });

  it("have the zone, the limits and the input of a schedule", () => {
    const schedule = {
      name: "evening-1",
      scheduleExpressionTimezone: "Europe/Paris",
      startDate: "2026-12-01T00:00:00Z",
      endDate: "2026-12-31T00:00:00Z",
    };
    const [built] = build({ schedule }).schedules;
    equal(built!.arn, "arn:aws:scheduler:us-east-1:123456789012:schedule/default/evening-1");
    equal(built!.zone, "Europe/Paris");
    equal(built!.startMs, Date.UTC(2026, 11, 1));
    equal(built!.endMs, Date.UTC(2026, 11, 31));
    equal(built!.roleArn, "arn:aws:iam::123456789012:role/scheduler");
    const once = { ...schedule, scheduleExpression: "at(2027-06-01T12:00:00)" };
    const [ignoring] = build({ schedule: once }).schedules;
    deepEqual([ignoring!.startMs, ignoring!.endMs], [undefined, undefined]);
  });

  it("send nothing to what the run leaves out", () => {
    const { rules } = build({}, ["own"]);
    equal(rules[0]!.targets[0]!.receiver.kind, "left out");
    deepEqual(build({}, ["aws:cloudwatch/eventRule:EventRule"]).rules, []);
  });

  it("try again for a day unless they say otherwise, and keep the rest in a queue", () => {
    const { targets } = build({}).rules[0]!;
    deepEqual(targets[0]!.retryPolicy, {
      maximumRetryAttempts: 185,
      maximumEventAgeMs: 86_400_000,
    });
    const program = declared({});
    const queue = program.add("aws:sqs/queue:Queue", "dead", { name: "dead" });
    const own = {
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      deadLetterConfig: { arn: queue.outputs.arn },
    };
    const [rule, role] = ["sweep-1", "arn:aws:iam::123456789012:role/scheduler"];
    const receiver = queue.outputs.arn;
    program.add("aws:cloudwatch/eventTarget:EventTarget", "more", { rule, arn: receiver, ...own });
    program.add("aws:scheduler/schedule:Schedule", "evening", {
      scheduleExpression: "rate(1 day)",
      target: { arn: receiver, roleArn: role, ...own },
    });
    const { rules, schedules } = buildModel(program.evaluation, SURROUNDINGS, {});
    for (const { retryPolicy, deadLetterArn } of [rules[0]!.targets[1]!, schedules[0]!]) {
      deepEqual(retryPolicy, { maximumRetryAttempts: 0, maximumEventAgeMs: 60_000 });
      equal(deadLetterArn, queue.outputs.arn);
    }
  });

  it("are refused with more than five targets of a rule", () => {
    const program = declared({});
    const { arn } = program.add("aws:sqs/queue:Queue", "jobs", { name: "jobs" }).outputs;
    const add = (name: string) =>
      program.add("aws:cloudwatch/eventTarget:EventTarget", name, { rule: "sweep-1", arn });
    for (const name of ["second", "third", "fourth", "fifth"]) add(name);
    equal(buildModel(program.evaluation, SURROUNDINGS, {}).rules[0]!.targets.length, 5);
    add("sixth");
    throws(() => buildModel(program.evaluation, SURROUNDINGS, {}), {
      message: /sweep" has 6 targets\. A rule has 5 at most: add another/,
    });
  });

  const WRONG: [what: string, parts: Parts, message: RegExp][] = [
    [
      "a rate that is none",
      { rule: { scheduleExpression: "rate(5 minute)" } },
      /sweep" has the scheduleExpression rate\(5 minute\), which needs "5 minutes"\. .*--without sweep/,
    ],
    [
      "a time of day in a rule",
      { rule: { scheduleExpression: "at(2026-12-24T18:00:00)" } },
      /which only a schedule of the Scheduler can have/,
    ],
    [
      "a schedule on a bus of one's own",
      { bus: { name: "orders" }, rule: { eventBusName: "orders" } },
      /which only a rule of the default bus can have/,
    ],
    [
      "a pattern that is none",
      { rule: { eventPattern: '{"source":"shop"}' } },
      /has the eventPattern \{"source":"shop"\}, which needs an array or an object at source/,
    ],
    [
      "a target elsewhere",
      { target: { arn: "arn:aws:sns:us-east-1:123456789012:topic" } },
      /to-own" sends to "arn:aws:sns:us-east-1:123456789012:topic", which is no function and no queue of this program/,
    ],
    [
      "a target of a rule elsewhere",
      { target: { rule: "another" } },
      /to-own" is of the rule "another", which this program does not declare/,
    ],
    [
      "a bus elsewhere",
      {
        rule: {
          eventBusName: "partner",
          scheduleExpression: undefined,
          eventPattern: '{"source":["a"]}',
        },
      },
      /sweep" is of the event bus "partner", which this program does not declare/,
    ],
    [
      "more attempts than AWS makes",
      { target: { retryPolicy: { maximumRetryAttempts: 186 } } },
      /to-own" has maximumRetryAttempts 186\. Choose 0 to 185/,
    ],
    [
      "a shorter age than AWS takes",
      { target: { retryPolicy: { maximumEventAgeInSeconds: 59 } } },
      /to-own" has maximumEventAgeInSeconds 59\. Choose 60 to 86400/,
    ],
    [
      "a dead-letter queue elsewhere",
      { target: { deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:123456789012:other" } } },
      /has the dead-letter queue "arn:aws:sqs:us-east-1:123456789012:other", which is no queue of this program/,
    ],
    [
      "an input that is no JSON",
      { target: { input: "hello" } },
      /to-own" has the input hello, which is no JSON\. Write a text in quotes, too\./,
    ],
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
    [
      "a part of the event and a template",
      { target: { inputPath: "$.detail", inputTransformer: { inputTemplate: "{}" } } },
      /to-own" has more than one of input, inputPath and inputTransformer\. Keep one/,
    ],
    [
      "a template with a variable that nobody defines",
      {
        target: {
          inputTransformer: {
            inputPaths: { id: "$.id" },
            inputTemplate: '{"id": <id>, "rule": <aws.events.rule-name>, "who": "<user>"}',
          },
        },
      },
      /"who": "<user>"\}, which has the variable <user>, which inputPaths do not define/,
    ],
    [
      "a time zone that nobody knows",
      { schedule: { scheduleExpressionTimezone: "Paris" } },
      /evening" has the scheduleExpressionTimezone Paris, which is no time zone such as Europe\/Paris/,
    ],
    [
      "a date that is none",
      { schedule: { endDate: "tomorrow" } },
      /has the endDate tomorrow, which is no time such as/,
    ],
    [
      "an end before the start",
      { schedule: { startDate: "2026-12-31T00:00:00Z", endDate: "2026-12-01T00:00:00Z" } },
      /has an endDate that is not after its startDate/,
    ],
    [
      "a flexible window without its length",
      { schedule: { flexibleTimeWindow: { mode: "FLEXIBLE" } } },
      /has a flexibleTimeWindow that AWS refuses/,
    ],
    [
      "the length of a window that is off",
      { schedule: { flexibleTimeWindow: { mode: "OFF", maximumWindowInMinutes: 5 } } },
      /has a flexibleTimeWindow that AWS refuses/,
    ],
  ];
  for (const [what, parts, message] of WRONG)
    it(`are refused with ${what}`, () => {
      throws(() => build(parts), { code: "NOT_EMULATED", message });
    });
});
