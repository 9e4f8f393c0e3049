import { deepEqual, equal } from "node:assert/strict";
import { startEventSources, type EventSources } from "../../src/event-sources/start";
import type { InvocationResult } from "../../src/lambda/invoke/invocation";
import type { EventSource, Queue } from "../../src/model/queue-types";
import { InProgress } from "../../src/shared/in-progress";
import { Queues } from "../../src/sqs/queues";
import { FakeClock } from "../support/fake-clock";
import { eventSourceOf, queueOf } from "../support/sqs/queues";
import { recordJournal, type Recorder } from "../support/recorder";

interface Batch {
  functionName: string;
  records: Record<string, unknown>[];
  bodies: unknown[];
  /** Answers the invocation. */
  end(answer?: unknown, functionError?: "Unhandled"): Promise<void>;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
describe("An event source mapping", () => {
  const jobs = queueOf("jobs");
  let clock: FakeClock;
  let recorder: Recorder;
  let queues: Queues;
  let sources: EventSources;
  let batches: Batch[];
  let mayUse: (functionName: string, action: string) => boolean;
  afterEach(() => {
    sources.close();
    queues.close();
  });

  const sourceOf = (parts: Partial<EventSource> = {}) => eventSourceOf(jobs, parts);
  const start = (parts: Partial<EventSource> = {}, declared: Queue[] = [jobs]) => {
    clock = new FakeClock();
    recorder = recordJournal(clock);
    const { journal } = recorder;
    queues = new Queues({ queues: declared }, { clock, journal });
    batches = [];
    mayUse = () => true;
    const invoke = (functionName: string, payload: string) =>
      new Promise<InvocationResult>((resolve) => {
        const { Records: records } = JSON.parse(payload) as { Records: Batch["records"] };
        const end = async (answer: unknown = null, functionError?: "Unhandled") => {
          resolve({ payload: JSON.stringify(answer), ...(functionError && { functionError }) });
          await new Promise(setImmediate);
        };
        batches.push({ functionName, records, bodies: records.map(({ body }) => body), end });
      });
    sources = startEventSources(
      { eventSources: [sourceOf(parts)] },
      {
        queues,
        invoke,
        mayUse: (name, action) => mayUse(name, action),
        inProgress: new InProgress(),
        clock,
        journal,
      },
    );
  };
  const queue = (arn = jobs.arn) => queues.find(arn)!;
  const send = (body: string, groupId?: string) =>
    queue(groupId ? "arn:aws:sqs:us-east-1:123456789012:jobs.fifo" : jobs.arn).send(
      {
        body,
        attributes: { city: { DataType: "String", StringValue: "Bern" } },
        systemAttributes: {},
      },
      { groupId, deduplicationId: groupId && body, senderId: "AROA:sender" },
    );
  const all = () => batches.map(({ bodies }) => bodies);

  it("gives a function the event of AWS's example, and deletes what it handled", async () => {
    start({ qualifier: "live" });
    const { id } = send("hello");
    equal(batches[0]!.functionName, "worker:live");
    const [{ receiptHandle, ...record }] = batches[0]!.records as [Record<string, unknown>];
    deepEqual(record, {
      messageId: id,
      body: "hello",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(clock.now()),
        SenderId: "AROA:sender",
        ApproximateFirstReceiveTimestamp: String(clock.now()),
      },
      messageAttributes: {
        city: {
          stringValue: "Bern",
          stringListValues: [],
          binaryListValues: [],
          dataType: "String",
        },
      },
      md5OfMessageAttributes: record.md5OfMessageAttributes,
      md5OfBody: "5d41402abc4b2a76b9719d911017c592",
      eventSource: "aws:sqs",
      eventSourceARN: jobs.arn,
      awsRegion: "us-east-1",
    });
    equal(receiptHandle, queue().messages[0]!.receiptHandle);
    await batches[0]!.end();
    deepEqual(queue().messages, []);
  });

  it("deletes what no filter lets through, and fills a batch with the rest", () => {
    start({ filters: [{ body: ["yes"] }], batchSize: 2, windowMs: 1000 });
    for (const body of ["yes", "no", "no", "yes", "no"]) send(body);
    deepEqual(all(), [["yes", "yes"]]);
    equal(queue().messages.length, 2);
    deepEqual(
      recorder.all("sqs.filtered").map(({ messages }) => messages),
      [1, 1, 1],
    );
  });

  it("has messages received again that a function failed on", async () => {
    start();
    send("hello");
    await batches[0]!.end({ errorMessage: "no" }, "Unhandled");
    const [failed] = recorder.all("sqs.batchFailed");
    deepEqual([failed!.function, failed!.queue, failed!.failed], ["worker", "jobs", 1]);
    equal(batches.length, 1);
    clock.advance(30_000);
    deepEqual(all(), [["hello"], ["hello"]]);
    equal(
      (batches[1]!.records[0]!.attributes as Record<string, string>).ApproximateReceiveCount,
      "2",
    );
  });

  it("has only those received again that a function reports", async () => {
    start({ reportsBatchItemFailures: true, maximumConcurrency: 2 });
    send("first");
    send("second");
    for (const body of ["a", "b", "c"]) send(body);
    await batches[0]!.end();
    deepEqual(all(), [["first"], ["second"], ["a", "b", "c"]]);
    const itemIdentifier = batches[2]!.records[1]!.messageId;
    await batches[2]!.end({ batchItemFailures: [{ itemIdentifier }] });
    await batches[1]!.end({ batchItemFailures: [] });
    deepEqual(
      queue().messages.map(({ body }) => body),
      ["b"],
    );
  });

  for (const [what, answer] of [
    ["an ID that is none of its", { batchItemFailures: [{ itemIdentifier: "x" }] }],
    ["an empty ID", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["no ID", { batchItemFailures: [{ item: 1 }] }],
    ["no list", { batchItemFailures: 1 }],
  ] as const) {
    it(`has the whole batch received again if a function reports ${what}`, async () => {
      start({ reportsBatchItemFailures: true });
      send("a");
      await batches[0]!.end(answer);
      equal(queue().messages.length, 1);
    });
  }

  it("takes a report for an answer like any other if it is not asked for", async () => {
    start();
    send("a");
    await batches[0]!.end({
      batchItemFailures: [{ itemIdentifier: batches[0]!.records[0]!.messageId }],
    });
    equal(queue().messages.length, 0);
  });

  it("gathers messages until the window has passed or the batch is full", () => {
    start({ batchSize: 3, windowMs: 5000 });
    send("a");
    send("b");
    clock.advance(4999);
    deepEqual(all(), []);
    clock.advance(1);
    deepEqual(all(), [["a", "b"]]);
    for (const body of ["c", "d", "e", "f"]) send(body);
    deepEqual(all(), [
      ["a", "b"],
      ["c", "d", "e"],
    ]);
    clock.advance(5000);
    deepEqual(all().at(-1), ["f"]);
  });

  it("makes batches of more than ten messages", () => {
    start({ batchSize: 25, windowMs: 1000 });
    for (let i = 0; i < 25; i++) send(String(i));
    equal(batches[0]!.bodies.length, 25);
  });

  it("begins with five at once, and adds five every second that all are busy", () => {
    start({ batchSize: 1 });
    for (let i = 0; i < 30; i++) send(String(i));
    equal(batches.length, 5);
    clock.advance(1000);
    equal(batches.length, 10);
    clock.advance(1000);
    equal(batches.length, 15);
  });

  it("has no more at once than its maximum concurrency", async () => {
    start({ batchSize: 1, maximumConcurrency: 2 });
    for (let i = 0; i < 5; i++) send(String(i));
    clock.advance(5000);
    deepEqual(all(), [["0"], ["1"]]);
    await batches[1]!.end();
    deepEqual(all(), [["0"], ["1"], ["2"]]);
  });

  it("handles the messages of a group one batch after the other", async () => {
    const fifo = queueOf("jobs.fifo");
    start({ queueArn: fifo.arn, batchSize: 1 }, [fifo]);
    send("a1", "a");
    send("a2", "a");
    send("b1", "b");
    deepEqual(all(), [["a1"], ["b1"]]);
    await batches[0]!.end();
    deepEqual(all(), [["a1"], ["b1"], ["a2"]]);
  });

  it("needs three permissions of the function's role", () => {
    const asked: string[] = [];
    start();
    mayUse = (name, action) => {
      asked.push(`${name} ${action}`);
      return action !== "sqs:DeleteMessage";
    };
    send("a");
    deepEqual(asked, ["worker sqs:ReceiveMessage", "worker sqs:DeleteMessage"]);
    deepEqual(all(), []);
  });

  it("does nothing while it is disabled, and begins when a change enables it", () => {
    start({ enabled: false });
    send("a");
    deepEqual(all(), []);
    sources.update({ eventSources: [sourceOf()] });
    deepEqual(all(), [["a"]]);
    sources.close();
    send("b");
    deepEqual(all(), [["a"]]);
  });

  it("tells the journal which batch goes to which function", () => {
    start();
    send("a");
    const [entry] = recorder.all("sqs.batch");
    deepEqual([entry?.function, entry?.queue, entry?.messages], ["worker", "jobs", 1]);
    equal(typeof entry?.requestId, "string");
  });

  it("goes on as it was through a change of the program that does not touch it", async () => {
    start({ batchSize: 3, windowMs: 5000 });
    send("a");
    sources.update({ eventSources: [sourceOf({ batchSize: 3, windowMs: 5000 })] });
    send("b");
    clock.advance(5000);
    deepEqual(all(), [["a", "b"]]);
    sources.update({ eventSources: [] });
    await batches[0]!.end();
    deepEqual(queue().messages, []);
    send("c");
    equal(batches.length, 1);
  });
});
