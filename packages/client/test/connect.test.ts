import assert from "node:assert/strict";
import { connect } from "../src/index";
import { ManualClock } from "./support/manual-clock";
import { start } from "./support/start";

const MINUTE_MS = 60_000;

describe("A connection", () => {
  it("opens, and says so", async () => {
    const { clock, connection, names } = start();
    assert.equal(connection.state.name, "connecting");
    await clock.advance(0);
    assert.equal(connection.state.name, "open");
    assert.deepEqual(names(), ["open"]);
  });

  it("opens again when it is cut: one attempt for each cut", async () => {
    const { clock, connection, names, network, states } = start();
    await clock.advance(0);
    for (let cuts = 1; cuts <= 5; cuts++) {
      await clock.advance(2 * MINUTE_MS);
      network.made.at(-1)!.cut(1001, "Going away");
      await clock.advance(MINUTE_MS);
      assert.equal(connection.state.name, "open");
      assert.equal(network.made.length, 1 + cuts);
      assert.deepEqual(names().slice(-3), ["waiting", "connecting", "open"]);
      assert.equal(states.at(-3)!.reason, "1001 Going away");
    }
  });

  it("waits longer after each failure, at random, up to half a minute", async () => {
    let number = 1;
    const { clock, states, network } = start({ random: () => number }, { faults: { refused: 1 } });
    network.faults.refused = 1;
    const delays = async (count: number) => {
      const from = states.length;
      await clock.advance(20 * MINUTE_MS);
      return states
        .slice(from)
        .filter(({ name }) => name === "waiting")
        .slice(0, count);
    };
    const waiting = await delays(8);
    const gaps = waiting.slice(1).map((state, i) => state.nextAttempt! - waiting[i]!.nextAttempt!);
    // The clock ticks once a second, and an attempt is made at the first tick that is not too early.
    assert.deepEqual(gaps, [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    assert.deepEqual(
      waiting.map(({ failed }) => failed),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    // Full jitter: from nothing to all of it. Then it is tried at each tick.
    number = 0;
    await clock.advance(MINUTE_MS);
    const { length } = network.made;
    await clock.advance(MINUTE_MS);
    assert.equal(network.made.length, length + 60);
  });

  it("counts failures from the start again after a minute that was stable, and not before", async () => {
    const { clock, states, network } = start({}, { faults: { refused: 1 } });
    await clock.advance(2 * MINUTE_MS);
    const { failed } = states.at(-1)!;
    assert.ok(failed >= 5);
    network.faults.refused = 0;
    await clock.advance(MINUTE_MS);
    assert.equal(states.at(-1)!.name, "open");
    network.made.at(-1)!.cut();
    await clock.advance(0);
    assert.ok(states.at(-1)!.failed > failed);
    await clock.advance(MINUTE_MS);
    assert.equal(states.at(-1)!.name, "open");
    await clock.advance(MINUTE_MS);
    network.made.at(-1)!.cut();
    await clock.advance(0);
    assert.equal(states.at(-1)!.failed, 1);
  });

  it("asks for a URL and for subprotocols before each attempt", async () => {
    let asked = 0;
    const url = async () => ({
      url: `ws://fake/?token=${++asked}`,
      protocols: ["bearer", `t${asked}`],
    });
    const { clock, network } = start({ url });
    await clock.advance(0);
    network.made[0]!.cut();
    await clock.advance(MINUTE_MS);
    const made = network.made as unknown as { url: string; protocols: string[] }[];
    assert.deepEqual(
      made.map((each) => [each.url, each.protocols]),
      [
        ["ws://fake/?token=1", ["bearer", "t1"]],
        ["ws://fake/?token=2", ["bearer", "t2"]],
      ],
    );
  });

  it("asks again for a URL that it could not get", async () => {
    let asked = 0;
    const { clock, states, connection } = start({
      url: () => {
        if (++asked === 1) throw new Error("Signed out");
        return new URL("ws://fake");
      },
    });
    await clock.advance(0);
    assert.deepEqual(
      states.map(({ name, reason }) => [name, reason]),
      [["waiting", "Error: Signed out"]],
    );
    await clock.advance(MINUTE_MS);
    assert.equal(connection.state.name, "open");
  });

  it("gives up an attempt, and a URL, that takes too long", async () => {
    let asked = 0;
    const url = () => (++asked === 1 ? new Promise<string>(() => undefined) : "ws://fake");
    const { clock, names, states, network } = start({ url });
    await clock.advance(44_000);
    assert.deepEqual(names(), []);
    await clock.advance(MINUTE_MS);
    assert.deepEqual(names(), ["waiting", "connecting", "open"]);
    assert.equal(states.find(({ name }) => name === "waiting")?.reason, "No answer");
    assert.equal(network.made.length, 1);
  });

  it("leaves neither timers nor WebSockets when it is closed, whenever that is", async () => {
    for (const afterMs of [0, 10, 30, 500, 5000, 115 * MINUTE_MS, 115 * MINUTE_MS + 30]) {
      const faults = { maxLatencyMs: 40, refused: afterMs === 500 ? 1 : 0 };
      const { clock, timers, connection, network, states } = start({ since: { a: 0 } }, { faults });
      await clock.advance(afterMs);
      const closed = connection.close();
      assert.deepEqual([connection.state.name, connection.state.reason], ["closed", "Closed"]);
      await clock.advance(100);
      await closed;
      assert.equal(network.sockets.size, 0, `after ${afterMs} ms`);
      const heard = states.length;
      const { length } = network.made;
      await clock.advance(30 * MINUTE_MS);
      assert.deepEqual([states.length, network.made.length], [heard, length]);
      assert.equal(timers(), 0);
      await assert.rejects(connection.send({ action: "say" }), { code: "closed" });
      await connection.close();
    }
  });

  it("is closed by a signal, before or after it opened", async () => {
    const controller = new AbortController();
    const { clock, connection, network } = start({ signal: controller.signal });
    await clock.advance(0);
    controller.abort();
    assert.deepEqual([connection.state.name, connection.state.reason], ["closed", "Aborted"]);
    await clock.advance(1000);
    assert.equal(network.sockets.size, 0);

    const late = start({ signal: AbortSignal.abort() });
    await late.clock.advance(MINUTE_MS);
    assert.equal(late.connection.state.name, "closed");
    assert.deepEqual(late.network.made, []);
  });

  it("may be closed by whoever hears of it", async () => {
    for (const name of ["connecting", "open", "waiting", "swapping"]) {
      const { clock, connection, network } = start();
      connection.on("state", (state) => {
        if (state.name === name) void connection.close();
      });
      await clock.advance(0);
      if (name !== "swapping") network.made[0]!.cut();
      await clock.advance(130 * MINUTE_MS);
      assert.equal(connection.state.name, "closed", name);
      assert.equal(network.sockets.size - (name === "swapping" ? 1 : 0) <= 0, true, name);
    }
  });

  it("says how it ended where the error before says nothing, as in browsers", async () => {
    const { clock, states, network } = start();
    await clock.advance(0);
    const [socket] = network.made;
    socket!.onerror!({ type: "error" });
    socket!.cut(1006);
    await clock.advance(0);
    const reasons = states.filter(({ name }) => name === "waiting").map(({ reason }) => reason);
    assert.deepEqual(reasons, ["1006"]);
  });

  it("needs no clock and no WebSocket that are handed in", async () => {
    const connection = connect({ url: "ws://127.0.0.1:1" });
    const state = await new Promise<unknown>((resolve) => connection.on("state", resolve));
    assert.match(JSON.stringify(state), /"waiting".*(ECONNREFUSED|"1006"|non-101)/);
    await connection.close();
  });
});

describe("A manual clock", () => {
  it("has no timers that were cancelled", () => {
    const clock = new ManualClock();
    clock.after(1, () => assert.fail()).cancel();
    assert.equal(clock.timers, 0);
  });
});
