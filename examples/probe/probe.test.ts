import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { HandshakeRefused, startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/probe", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("tells where its other APIs are", async () => {
    const alice = await laptop.connect({ stage: "probe" });
    await alice.send({ action: "where" });
    const addresses = JSON.parse(await alice.next()) as Record<string, string>;
    const names = ["busy", "closed", "guarded", "http", "httpClosed", "httpQuick"];
    deepEqual(Object.keys(addresses).sort(), names);
    match(addresses.busy!, /^ws:\/\/127\.0\.0\.1:\d+\/busy$/);
    equal((await fetch(`${addresses.http}/show`)).status, 200);
    equal((await fetch(addresses.httpClosed!)).status, 404);
  });

  it("answers, fails and keeps silent as it is asked", async () => {
    const alice = await laptop.connect({ stage: "probe" });
    await alice.send({ action: "whoami" });
    equal(await alice.next(), alice.id);
    await alice.send({ action: "fail" });
    match(await alice.next(), /Internal server error/);
    await alice.send({ action: "quiet" });
    await alice.send({ action: "nothing" });
    await laptop.settled();
    deepEqual(alice.unread, []);
  });

  it("refuses who asks to be refused", async () => {
    const isRefused = (status: number) => (error: unknown) =>
      error instanceof HandshakeRefused && error.status === status;
    const connect = (stage: string, task: string) => laptop.connect({ stage, query: { do: task } });
    await rejects(connect("probe", "refuse"), isRefused(403));
    await rejects(connect("guarded", "deny"), isRefused(403));
    await rejects(connect("guarded", "unauthorized"), isRefused(401));
    await rejects(laptop.connect({ stage: "closed" }), isRefused(403));
  });

  it("throttles what is busy", async () => {
    const alice = await laptop.connect({ stage: "busy" });
    for (let i = 0; i < 2; i++) await alice.send({ action: "one" });
    const frames = [await alice.next(), await alice.next()];
    equal(frames.filter((frame) => frame.includes("Too Many Requests")).length, 1);
  });
});
