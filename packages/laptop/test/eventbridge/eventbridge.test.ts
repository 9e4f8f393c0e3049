import { deepEqual, equal, match } from "node:assert/strict";
import { parsePattern } from "../../src/model/events/event-pattern";
import type { Receiver } from "../../src/model/events/event-types";
import { parseSchedule } from "../../src/model/events/expression";
import {
  GREETER,
  permissionOf,
  PLACE,
  PUTS_EVENTS,
  queueFor,
  RETRIED,
  ruleOf,
  scheduleOf,
  schedulerRole,
} from "../support/eventbridge/event-models";
import { FakeClock } from "../support/fake-clock";
import { startNamedServices, type NamedServices } from "../support/gateway/named-services";
import { allow, roleOf } from "../support/roles";
import { queueOf } from "../support/sqs/queues";

const JOBS = queueFor("queued", "jobs");
const DEAD = queueFor("unwelcome", "dead-letters");
const FIFO = queueOf("jobs.fifo", { isFifo: true, contentBasedDeduplication: true });
const toJobs: Receiver = { kind: "queue", arn: JOBS.arn };

const BUS = {
  logicalName: "orders",
  name: "orders",
  arn: `arn:aws:events:${PLACE}:event-bus/orders`,
};
const placed = (parts: object = {}) => ({
  Source: "shop",
  DetailType: "placed",
  Detail: '{"total":42}',
  EventBusName: "orders",
  ...parts,
});

describe("EventBridge", () => {
  const clock = new FakeClock("2026-11-30T10:00:00.000Z");
  let aws: NamedServices;

  before(async () => {
    const putter = roleOf([
      {
        ...allow("events:PutEvents", [BUS.arn, `arn:aws:events:${PLACE}:event-bus/default`]),
        Condition: { "ForAllValues:StringEquals": { "events:source": ["shop", "aws.shop", ""] } },
      },
    ]);
    aws = await startNamedServices(
      PUTS_EVENTS,
      { roleArn: putter.arn },
      {
        roles: [putter, schedulerRole],
        buses: [BUS],
        queues: [JOBS, DEAD, FIFO],
        rules: [
          ruleOf("sweep", { schedule: parseSchedule("rate(5 minutes)") }),
          ruleOf("noon", {
            schedule: parseSchedule("cron(0 12 * * ? *)"),
            targets: [{ id: "greeter", ...RETRIED, receiver: GREETER, input: '{"it":"is noon"}' }],
          }),
          ruleOf("off", { schedule: parseSchedule("rate(1 minute)"), isEnabled: false }),
          ruleOf("forbidden", { schedule: parseSchedule("cron(30 13 * * ? *)") }),
          ruleOf("large", {
            bus: "orders",
            pattern: parsePattern({ detail: { total: [{ numeric: [">", 40] }] } }),
            targets: [{ id: "greeter", ...RETRIED, receiver: GREETER, inputPath: "$.detail" }],
          }),
          ruleOf("queued", {
            bus: "orders",
            pattern: parsePattern({ "detail-type": ["queued"] }),
            targets: [{ id: "jobs", ...RETRIED, receiver: toJobs, inputPath: "$.detail" }],
          }),
          ruleOf("unwelcome", {
            bus: "orders",
            pattern: parsePattern({ "detail-type": ["unwelcome"] }),
            targets: [{ id: "jobs", ...RETRIED, deadLetterArn: DEAD.arn, receiver: toJobs }],
          }),
          ruleOf("elsewhere", { pattern: parsePattern({ source: ["shop"] }) }),
        ],
        permissions: ["sweep", "noon", "off", "large", "elsewhere"].map(permissionOf),
        schedules: [
          scheduleOf("paris", {
            schedule: parseSchedule("cron(0 18 * * ? *)"),
            zone: "Europe/Paris",
          }),
          scheduleOf("seven", {
            schedule: parseSchedule("at(2026-11-30T11:07:00)"),
            receiver: { kind: "queue", arn: FIFO.arn, messageGroupId: "alarms" },
            input: "it is seven",
          }),
          scheduleOf("once", {
            schedule: parseSchedule("at(2026-11-30T11:30:00)"),
            input: '{"due":"<aws.scheduler.scheduled-time>"}',
          }),
        ],
      },
      clock,
    );
  });
  after(() => aws.close());

  /** What the function got while something happened, and that it got so much. */
  async function gets(count: number, act: () => void): Promise<Record<string, unknown>[]> {
    const from = aws.all("lambda.log").length;
    const texts = () =>
      aws
        .all("lambda.log")
        .slice(from)
        .map(({ message }) => String(message))
        .filter((message) => message.startsWith("got "));
    act();
    const { inProgress } = aws.services.internals;
    while (texts().length < count || inProgress.size > 0) await new Promise(setImmediate);
    equal(texts().length, count);
    return texts().map((text) => JSON.parse(text.slice(4)) as Record<string, unknown>);
  }

  it("fires a rule by its rate, and none that is disabled", async () => {
    const [event] = await gets(1, () => clock.advance("5m"));
    const { id, ...rest } = event!;
    match(String(id), /^[\da-f-]{36}$/);
    deepEqual(rest, {
      version: "0",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "123456789012",
      time: "2026-11-30T10:05:00Z",
      region: "us-east-1",
      resources: [`arn:aws:events:${PLACE}:rule/sweep`],
      detail: {},
    });
    deepEqual(
      aws.all("eventbridge.fire").map(({ rule }) => rule),
      ["sweep"],
    );
  });

  it("fires what falls due while time passes: rates, a time of day, once", async () => {
    const events = await gets(25, () => clock.advance("115m"));
    const swept = events.filter(({ source }) => source === "aws.events").map(({ time }) => time);
    equal(swept.length, 23);
    deepEqual(
      events.filter(({ it }) => it),
      [{ it: "is noon" }],
    );
    deepEqual(
      events.filter(({ due }) => due),
      [{ due: "2026-11-30T11:30:00Z" }],
    );
  });

  it("does not invoke a function for a rule that its policy does not let in, and says what to add", async () => {
    const denied = aws.until("iam.deny");
    await gets(18, () => clock.advance("90m"));
    const { message, permission } = await denied;
    equal(
      message,
      'EventBridge may not invoke function "greeter" for rule "forbidden": no aws.lambda.Permission allows it.',
    );
    deepEqual(permission, {
      action: "lambda:InvokeFunction",
      function: "greeter",
      principal: "events.amazonaws.com",
      sourceArn: `arn:aws:events:${PLACE}:rule/forbidden`,
    });
    deepEqual(
      aws.all("eventbridge.failed").map(({ rule, reason }) => [rule, reason]),
      [["forbidden", "not allowed"]],
    );
  });

  it("fires a schedule by the clock of its time zone, with its role", async () => {
    const events = await gets(43, () => clock.advance("210m"));
    const [own] = events.filter(({ source }) => source === "aws.scheduler");
    equal(own!.time, "2026-11-30T17:00:00Z");
    equal(own!.detail, "{}");
    const used = aws.services.internals.usage().filter(({ role }) => role === "scheduler-role");
    deepEqual(
      used.map(({ actions }) => actions),
      [{ "lambda:InvokeFunction": 2 }, { "sqs:SendMessage": 1 }],
    );
  });

  it("sends what PutEvents puts to the rules of its bus that match", async () => {
    const [detail] = await gets(
      1,
      () => void aws.run({ Entries: [placed(), placed({ Detail: '{"total":7}' })] }),
    );
    deepEqual(detail, { total: 42 });
    deepEqual(
      aws.all("eventbridge.put").map(({ bus, rules }) => [bus, rules]),
      [
        ["orders", ["large"]],
        ["orders", []],
      ],
    );
  });

  it("answers as AWS does for each entry", async () => {
    const Entries = [
      placed(),
      placed({ Detail: "42" }),
      placed({ Source: "" }),
      placed({ Source: "aws.shop" }),
    ];
    const { Entries: answers, FailedEntryCount } = (await aws.run({ Entries })) as {
      Entries: { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[];
      FailedEntryCount: number;
    };
    equal(FailedEntryCount, 3);
    match(answers[0]!.EventId!, /^[\da-f-]{36}$/);
    deepEqual(answers.slice(1), [
      { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
      },
      {
        ErrorCode: "NotAuthorizedForSourceException",
        ErrorMessage: "Not authorized for the source.",
      },
    ]);
  });

  const bodiesIn = (queueArn: string) =>
    aws.services.internals.queue(queueArn)!.messages.map(({ body }) => body);

  it("sends to a queue whose policy lets it, for the rule that it names", async () => {
    await aws.run({ Entries: [placed({ DetailType: "queued", Detail: '{"total":1}' })] });
    deepEqual(bodiesIn(JOBS.arn), ['{"total":1}']);
    const denied = aws.until("iam.deny");
    await aws.run({ Entries: [placed({ DetailType: "unwelcome", Detail: '{"total":2}' })] });
    equal(
      (await denied).message,
      'EventBridge may not send to queue "jobs" for rule "unwelcome": the queue\'s policy does not allow sqs:SendMessage to { "Service": "events.amazonaws.com" }. Add an aws.sqs.QueuePolicy with the rule as aws:SourceArn.',
    );
    deepEqual(bodiesIn(JOBS.arn), ['{"total":1}']);
  });

  it("keeps what it may not deliver in the dead-letter queue of the target", () => {
    const { body, attributes } = aws.services.internals.queue(DEAD.arn)!.messages[0]!;
    deepEqual((JSON.parse(body) as { detail: unknown }).detail, { total: 2 });
    equal(attributes.ERROR_CODE!.StringValue, "NO_PERMISSIONS");
    equal(attributes.TARGET_ARN!.StringValue, JOBS.arn);
  });

  it("sends to a FIFO queue for a schedule, with its role and its message group", () => {
    const [sent] = aws.services.internals.queue(FIFO.arn)!.messages;
    equal(sent!.body, "it is seven");
    equal(sent!.groupId, "alarms");
  });

  const REFUSED: [what: string, entries: object[], name: string, message: RegExp][] = [
    ["no entries", [], "ValidationException", /greater than or equal to 1$/],
    [
      "eleven entries",
      Array<object>(11).fill(placed()),
      "ValidationException",
      /at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10$/,
    ],
    [
      "more than 1 MB",
      [placed({ Detail: JSON.stringify({ text: "x".repeat(1024 * 1024) }) })],
      "ValidationException",
      /Total size of the entries in the request is over the limit/,
    ],
    [
      "a source that the role may not name",
      [placed({ Source: "bank" })],
      "AccessDeniedException",
      /is not authorized to perform: events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus\/orders/,
    ],
  ];
  for (const [what, Entries, name, message] of REFUSED)
    it(`refuses ${what}`, async () => {
      const answer = (await aws.run({ Entries })) as { name: string; message: string };
      equal(answer.name, name);
      match(answer.message, message);
    });

  it("goes on with rates that a change of the program leaves alone, and stops what it takes away", async () => {
    const fired = aws.all("eventbridge.fire").length;
    clock.advance("3m");
    const rules = aws.model.rules.filter(({ name }) => name === "sweep");
    await aws.services.update({ ...aws.model, rules, schedules: [] });
    await gets(1, () => clock.advance("2m"));
    clock.advance("1d");
    const names = aws
      .all("eventbridge.fire")
      .slice(fired)
      .map(({ rule }) => rule);
    equal(names.length, 1 + 288);
    deepEqual([...new Set(names)], ["sweep"]);
  });
});
