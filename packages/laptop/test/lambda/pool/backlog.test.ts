import { deepEqual, equal } from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { Backlog } from "../../../src/lambda/pool/backlog";

describe("Backlog, on two processors", () => {
  const { now } = performance;
  let laterMs: number;
  beforeEach(() => {
    laterMs = 0;
    performance.now = () => now.call(performance) + laterMs;
  });
  afterEach(() => (performance.now = now));

  const BUSY = { activity: () => 1 };
  const make = () => {
    const backlog = new Backlog(2);
    const calls: string[] = [];
    /** Whose next message is handled at once, or later. */
    const ask = (...senders: string[]) => {
      for (const sender of senders) backlog.whenShort(sender, () => void calls.push(sender));
      return calls.splice(0);
    };
    return { backlog, calls, ask };
  };

  it("has four events of a connection in the works that is alone, whether they wait or compute", () => {
    const { backlog, calls, ask } = make();
    for (let count = 0; count < 3; count++) backlog.add("alice");
    deepEqual(ask("alice"), ["alice"]);
    const worker = { ...BUSY };
    backlog.begin("alice", worker);
    deepEqual(ask("alice"), []);
    backlog.end(worker);
    deepEqual(calls, ["alice"]);
  });

  it("has one of each in the works while others send, and for a second after that", () => {
    const { backlog, calls, ask } = make();
    backlog.add("bob");
    backlog.add("alice");
    deepEqual(ask("alice", "bob", "carol"), ["carol"]);
    backlog.delete("bob");
    deepEqual(calls.splice(0), ["bob"]);
    laterMs = 900;
    backlog.add("alice");
    backlog.delete("alice");
    deepEqual(calls.splice(0), []);
    laterMs = 1100;
    deepEqual(ask("alice"), ["alice"]);
  });

  it("goes on when an event turns out to wait for something", async () => {
    const { backlog, calls, ask } = make();
    backlog.add("bob");
    const computes = { ...BUSY };
    const sleeps = { activity: () => 0 };
    backlog.begin("alice", sleeps);
    deepEqual(ask("alice"), []);
    laterMs = 50;
    await wait(50);
    deepEqual(calls.splice(0), ["alice"]);
    backlog.begin("alice", computes);
    deepEqual(ask("alice"), []);
    // The one that sleeps is not counted a second time.
    backlog.end(sleeps);
    laterMs = 100;
    await wait(50);
    deepEqual(calls.splice(0), []);
    backlog.end(computes);
    deepEqual(calls, ["alice"]);
  });

  it("does not count events of no connection, nor what it does not know", () => {
    const { backlog, ask } = make();
    for (let count = 0; count < 1000; count++) backlog.add("");
    backlog.begin("", BUSY);
    backlog.delete("");
    backlog.delete("alice");
    backlog.end(BUSY);
    deepEqual(ask("", "alice"), ["", "alice"]);
  });

  it("keeps nothing of connections whose events have ended", () => {
    const { backlog } = make();
    for (let i = 0; i < 1000; i++) {
      const worker = { ...BUSY };
      backlog.add(`${i}`);
      backlog.delete(`${i}`);
      backlog.begin(`${i}`, worker);
      backlog.end(worker);
    }
    equal(backlog.size, 0);
  });
});
