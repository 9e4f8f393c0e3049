import { deepEqual, equal } from "node:assert/strict";
import { startEventSources, type EventSources } from "../../src/event-sources/start";
import type { EventSource } from "../../src/model/queue-types";
import { InProgress } from "../../src/shared/in-progress";
import { Queues } from "../../src/sqs/queues";
import { FakeClock } from "../support/fake-clock";
import { recordJournal } from "../support/recorder";
import { eventSourceOf, queueOf } from "../support/sqs/queues";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
describe("The batches of an event source mapping", () => {
  const jobs = queueOf("jobs", { delaySeconds: 1 });
  let queues: Queues;
  let sources: EventSources;
  afterEach(() => {
    sources.close();
    queues.close();
  });

  /** Sends messages, and gives the events that the function got when the queue's delay was over. */
  const eventsFor = (bodies: string[], parts: Partial<EventSource>) => {
    const clock = new FakeClock();
    const { journal } = recordJournal(clock);
    queues = new Queues({ queues: [jobs] }, { clock, journal });
    const events: string[] = [];
    sources = startEventSources(
      { eventSources: [eventSourceOf(jobs, parts)] },
      {
        queues,
        // Nobody ends an invocation.
        invoke: (_function, payload) => new Promise(() => events.push(payload)),
        mayUse: () => true,
        inProgress: new InProgress(),
        clock,
        journal,
      },
    );
    for (const body of bodies)
      queues.find(jobs.arn)!.send({ body, attributes: {}, systemAttributes: {} });
    clock.advance(3000);
    return events;
  };
  const countIn = (event: string) => (JSON.parse(event) as { Records: unknown[] }).Records.length;
  const isSent = (event: string) => Buffer.byteLength(event) <= 6 * 1024 * 1024;

  it("are no larger than Lambda takes, of few large messages", () => {
    // Each character is two in JSON.
    const events = eventsFor(Array<string>(5).fill('"'.repeat(1024 * 1024 - 100)), {});
    deepEqual(events.map(countIn), [2, 2, 1]);
    equal(events.every(isSent), true);
  });

  it("are no larger than Lambda takes, of many small messages", () => {
    const events = eventsFor(Array<string>(10_000).fill("x"), {
      batchSize: 10_000,
      windowMs: 1000,
    });
    equal(events.length, 2);
    equal(
      events.map(countIn).reduce((sum, count) => sum + count, 0),
      10_000,
    );
    equal(events.every(isSent), true);
    equal(Buffer.byteLength(events[0]!) > 3 * 1024 * 1024, true);
  });

  it("have room for more where a filter takes some away", () => {
    const bodies = [...Array<string>(20).fill("n".repeat(1024 * 1024 - 100)), "yes"];
    const events = eventsFor(bodies, { filters: [{ body: ["yes"] }] });
    deepEqual(events.map(countIn), [1]);
    equal(queues.find(jobs.arn)!.messages.length, 1);
  });
});
