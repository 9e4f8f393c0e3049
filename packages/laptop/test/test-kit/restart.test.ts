import { deepEqual, equal, notEqual } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

const BOARD = join(__dirname, "board");

describe("A laptop that starts again", () => {
  let laptop: Laptop;
  beforeEach(async () => {
    laptop = await startLaptop({ program: BOARD });
  });
  afterEach(() => laptop.close());

  const open = () => laptop.connect({ stage: "open" });
  const readers = async () => (await laptop.table("readers").items()).map(({ id }) => id).sort();

  it("keeps port, tables and queues, and neither connections nor environments", async () => {
    const alice = await open();
    laptop.queue("jobs").send("wash up");
    const { urls, administrator } = laptop.runtime;
    const [before] = laptop.environments("events");
    await laptop.restart();
    deepEqual(laptop.runtime.urls, urls);
    notEqual(laptop.runtime.administrator, administrator);
    notEqual((await alice.closed).code, 1000);
    deepEqual([before!.state, laptop.environments()], ["ended", []]);
    // Its $disconnect was never handled.
    deepEqual(await readers(), [alice.id]);
    deepEqual(
      laptop
        .queue("jobs")
        .messages()
        .map(({ body }) => body),
      ["wash up"],
    );
    const bob = await open();
    deepEqual(await readers(), [alice.id, bob.id].sort());
    await bob.send("hello");
    equal(await bob.next(), "hello");
    await laptop.settled();
  });

  it("ends what a function is doing, and takes nothing of it up again", async () => {
    const alice = await open();
    const held = laptop.delay("execute-api:ManageConnections", "1h");
    await alice.send("hello");
    await laptop.settled();
    equal(held.calls, 1);
    await laptop.restart();
    held.end();
    const bob = await open();
    await laptop.settled();
    deepEqual([alice.unread, bob.unread], [[], []]);
  });

  it("deletes items from before when they expire, though nothing is written", async () => {
    const expiresAt = Math.floor(laptop.clock.now() / 1000) + 3600;
    await laptop.table("readers").put({ id: "lost", expiresAt });
    await laptop.restart();
    laptop.clock.advance("59m");
    await laptop.settled();
    deepEqual(await readers(), ["lost"]);
    laptop.clock.advance("2m");
    await laptop.settled();
    deepEqual(await readers(), []);
  });

  it("starts again as often as it is asked to", async () => {
    for (let i = 1; i <= 3; i++) {
      await open();
      equal((await readers()).length, i);
      await laptop.restart();
    }
    equal((await readers()).length, 3);
  });
});
