import { deepEqual, equal } from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startEventBridge, type EventBridge } from "../../src/eventbridge/start";
import { parsePattern } from "../../src/model/events/event-pattern";
import { PLACE, queueFor, RETRIED, ruleOf } from "../support/eventbridge/event-models";
import { FakeClock } from "../support/fake-clock";
import { modelOf } from "../support/models";
import { recordJournal } from "../support/recorder";

/** What no SDK sends. */
describe("PutEvents", () => {
  const SEEN = queueFor("all", "seen");
  const BUS = `arn:aws:events:${PLACE}:event-bus`;
  const clock = new FakeClock("2026-11-30T10:00:00.000Z");
  const recorder = recordJournal(clock);
  let server: Server;
  let events: EventBridge;
  let sent: string[];

  before(async () => {
    const inputTransformer = { paths: {}, template: "<aws.events.event.ingestion-time>" };
    const receiver = { kind: "queue", arn: SEEN.arn } as const;
    const model = modelOf({
      queues: [SEEN],
      buses: [{ logicalName: "orders", name: "orders", arn: `${BUS}/orders` }],
      rules: ["default", "orders"].map((bus) =>
        ruleOf(bus, {
          bus,
          pattern: parsePattern({ source: ["shop"] }),
          targets: [{ id: "seen", ...RETRIED, receiver, inputTransformer }],
        }),
      ),
    });
    events = startEventBridge(model, {
      invoke: () => "",
      send: (_queue, body) => void sent.push(body),
      maySendFor: () => true,
      mayUse: () => true,
      clock,
      journal: recorder.journal,
    });
    server = createServer((request, response) => void events.serve(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  beforeEach(() => (sent = []));
  after(() => {
    events.close();
    server.close();
  });

  const entryOf = (parts: object = {}) => ({
    Source: "shop",
    DetailType: "placed",
    Detail: "{}",
    ...parts,
  });
  const put = async (body: string) => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { "X-Amz-Target": "AWSEvents.PutEvents" },
      body,
    });
    return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> };
  };
  const codesOf = async (...entries: object[]) => {
    const { answer } = await put(JSON.stringify({ Entries: entries }));
    return (answer.Entries as { ErrorCode?: string }[]).map(({ ErrorCode }) => ErrorCode);
  };

  const hostile = { toString: 1, valueOf: 1 };
  for (const [what, body] of [
    ["no JSON", "{"],
    ["no object", "[]"],
    ["entries that are no list", { Entries: {} }],
    ["an entry that is none", { Entries: [[]] }],
    ["a source that is no text", { Entries: [entryOf({ Source: 1 })] }],
    ["a detail that is an object", { Entries: [entryOf({ Detail: {} })] }],
    ["a time that is no time", { Entries: [entryOf({ Time: hostile })] }],
    ["resources that are no texts", { Entries: [entryOf({ Resources: [hostile] })] }],
    ["a bus that is no text", { Entries: [entryOf({ EventBusName: hostile })] }],
  ] as const)
    it(`does not read a request with ${what}`, async () => {
      const { status, answer } = await put(typeof body === "string" ? body : JSON.stringify(body));
      const none = { status: 400, type: "ValidationException" };
      const expected = body === "[]" ? none : { status: 400, type: "SerializationException" };
      deepEqual({ status, type: answer.__type }, expected);
    });

  it("takes null for what is left out", async () => {
    const nothing = { Time: null, Resources: null, EventBusName: null };
    deepEqual(await codesOf(entryOf(nothing)), [undefined]);
    equal(sent.length, 1);
  });

  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
  it("refuses a detail that nests deeper than AWS reads", async () => {
    const nested = (depth: number) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    const beside = JSON.stringify({ text: "[{".repeat(2000), "]": '\\"[' });
    deepEqual(
      await codesOf(
        ...[nested(1000), beside, nested(1001), nested(100_000)].map((Detail) =>
          entryOf({ Detail }),
        ),
      ),
      [undefined, undefined, "MalformedDetail", "MalformedDetail"],
    );
  });

  it("finds a bus by its ARN, and none of another account or region", async () => {
    const [own, foreign, far] = [
      `${BUS}/orders`,
      "arn:aws:events:us-east-1:999999999999:event-bus/orders",
      "arn:aws:events:eu-west-1:123456789012:event-bus/default",
    ];
    deepEqual(
      await codesOf(...[own, foreign, far].map((EventBusName) => entryOf({ EventBusName }))),
      [undefined, "ResourceNotFoundException", "ResourceNotFoundException"],
    );
    equal(sent.length, 1);
  });

  it("accepts an event for a bus that does not exist, and says that nobody gets it", async () => {
    const other = entryOf({ EventBusName: "other" });
    deepEqual(await codesOf(entryOf(), other), [undefined, undefined]);
    equal(sent.length, 1);
    deepEqual(
      recorder.all("eventbridge.noBus").map(({ bus, message }) => [bus, message]),
      [
        [
          "other",
          'Nobody gets "placed" of shop: there is no event bus "other". EventBridge accepts such events. Declare the bus, or name another.',
        ],
      ],
    );
  });

  it("takes entries of 1 MB together, however long their JSON is", async () => {
    const half = entryOf({ Detail: JSON.stringify({ text: '"'.repeat(255 * 1024) }) });
    deepEqual(await codesOf(half, half), [undefined, undefined]);
    const { status, answer } = await put(JSON.stringify({ Entries: [half, half, half] }));
    deepEqual([status, answer.__type], [400, "ValidationException"]);
  });

  it("tells a template when it received an event, whatever time the event has", async () => {
    await codesOf(entryOf({ Time: 0 }));
    deepEqual(sent, ['"2026-11-30T10:00:00Z"']);
  });
});
