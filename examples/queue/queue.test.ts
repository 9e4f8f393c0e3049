import { deepEqual, equal, throws } from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/queue", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("answers what it takes from the queue", async () => {
    const alice = await laptop.connect();
    await alice.send("tea");
    await laptop.settled();
    deepEqual(alice.unread, ["done: tea"]);
    deepEqual(laptop.queue("jobs").messages(), []);
    deepEqual(laptop.entries({ event: "deny" }), []);
    deepEqual(laptop.usage().unused, []);
  });

  it("keeps what the function fails on, and gives it up after the second time", async () => {
    const failures = laptop.queue("failures");
    const alice = await laptop.connect();
    await alice.send("teapot");
    await laptop.settled();
    const [message] = laptop.queue("jobs").messages();
    deepEqual([message?.body, message?.state, message?.receiveCount], ["teapot", "inFlight", 1]);
    equal(message?.attributes.from, alice.id);
    deepEqual(failures.messages(), []);
    laptop.clock.advance("30s");
    await laptop.settled();
    laptop.clock.advance("30s");
    await laptop.settled();
    deepEqual(
      failures.messages().map(({ id, body, state }) => ({ id, body, state })),
      [{ id: message?.id, body: "teapot", state: "visible" }],
    );
    failures.purge();
    deepEqual(failures.messages(), []);
  });

  it("takes what a test sends, as a service would", async () => {
    const alice = await laptop.connect();
    const jobs = laptop.queue("jobs");
    jobs.send({ item: "tea" }, { attributes: { from: alice.id } });
    jobs.send("later", { attributes: { from: alice.id }, delaySeconds: 60 });
    await laptop.settled();
    deepEqual(alice.unread, ['done: {"item":"tea"}']);
    deepEqual(
      jobs.messages().map(({ state }) => state),
      ["delayed"],
    );
    laptop.clock.advance("1m");
    await laptop.settled();
    deepEqual(alice.unread.at(-1), "done: later");
    throws(() => jobs.send("x".repeat(1024 * 1024 + 1)), /must be shorter than 1048576 bytes/);
    throws(
      () => laptop.queue("none"),
      /No queue "none"\. The program has the queues "failures", "jobs"\./,
    );
  });

  it("has a function whose calls of SQS fail", async () => {
    const alice = await laptop.connect();
    const refused = laptop.fail("sqs:SendMessage", { times: 1, with: "OverLimit" });
    await alice.send("tea");
    await laptop.settled();
    equal(refused.calls, 1);
    const failed = laptop.entries({ event: "result", failed: true });
    equal(failed.length, 1);
    deepEqual(laptop.queue("jobs").messages(), []);
  });
});
