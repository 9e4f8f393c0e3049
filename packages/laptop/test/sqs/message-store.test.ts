import { deepEqual, equal, throws } from "node:assert/strict";
import { Queues } from "../../src/sqs/queues";
import { MAX_BYTES, MessageStore } from "../../src/sqs/message-store";
import { isDelayed, isInFlight, type StoredMessage } from "../../src/sqs/stored-message";
import { FakeClock } from "../support/fake-clock";
import { recordJournal } from "../support/recorder";
import { queueOf } from "../support/sqs/queues";

describe("What a queue holds", () => {
  const start = (name: string) => {
    const clock = new FakeClock();
    const { journal } = recordJournal(clock);
    const definition = queueOf(name, { retentionSeconds: 120, delaySeconds: 1 });
    const queue = new Queues({ queues: [definition] }, { clock, journal }).find(definition.arn)!;
    let number = 0;
    const send = (body: string, delaySeconds?: number) =>
      queue.send(
        { body, attributes: {}, systemAttributes: {} },
        { groupId: `g${number % 3}`, deduplicationId: `${number++}`, delaySeconds },
      );
    return { clock, queue, send };
  };

  for (const name of ["jobs", "jobs.fifo"])
    it(`is counted as a look at every message counts it, whatever happens: ${name}`, () => {
      const { clock, queue, send } = start(name);
      // A fixed sequence of Park and Miller's generator: the same on every run.
      let seed = 1;
      const random = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
      const handles: string[] = [];
      for (let step = 0; step < 3000; step++) {
        const handle = handles[random(handles.length || 1)];
        const act = random(12);
        if (act < 4) send("x", random(3) * 5);
        else if (act < 6)
          for (const { receiptHandle } of queue.receive(1 + random(10), random(20)))
            handles.push(receiptHandle!);
        else if (act < 8 && handle) queue.delete(handle);
        else if (act < 9 && handle) {
          const message = queue.messages.find((each) => each.receiptHandle === handle);
          if (message && isInFlight(message, clock.now()))
            queue.changeVisibility(handle, random(2) * 10);
        } else if (random(400) === 0) queue.purge();
        else clock.advance(random(3000));
        const [nowMs, messages] = [clock.now(), queue.messages];
        const inFlight = messages.filter((message) => isInFlight(message, nowMs)).length;
        const delayed = messages.filter((message) => isDelayed(message, nowMs)).length;
        deepEqual(queue.counts, {
          visible: messages.length - inFlight - delayed,
          inFlight,
          delayed,
          oldestSentAtMs: messages[0]?.sentAtMs,
        });
      }
    });

  it("is limited, however small the messages are", () => {
    const store = new MessageStore(false);
    const message = { id: "1", bytes: 1, visibleAtMs: 0, expiresAtMs: 1 } as StoredMessage;
    // Each counts 2 KB beside its bytes.
    equal(store.hasRoomFor(MAX_BYTES - 2048), true);
    equal(store.hasRoomFor(MAX_BYTES - 2047), false);
    store.put(message);
    equal(store.hasRoomFor(MAX_BYTES - 2 * 2048 - 1), true);
    equal(store.hasRoomFor(MAX_BYTES - 2 * 2048), false);
    store.clear();
    equal(store.hasRoomFor(MAX_BYTES - 2048), true);
  });

  it("refuses what it has no room for", () => {
    const { queue, send } = start("jobs");
    const fill = () => {
      for (;;) send("x".repeat(1024 * 1024));
    };
    throws(fill, { code: "AWS.SimpleQueueService.OverLimit", status: 403 });
    equal(queue.counts.delayed, 255);
  });
});
