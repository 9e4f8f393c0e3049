import assert from "node:assert/strict";
import { connect } from "../../src/index";
import { ManualClock } from "../support/manual-clock";
import { start } from "../support/start";

const MINUTE_MS = 60_000;

describe("A connection on which nothing happens", () => {
  it("sends a ping before ten idle minutes, and is not cut", async () => {
    const { clock, network, sent, messages } = start();
    await clock.advance(100 * MINUTE_MS);
    assert.equal(network.made.length, 1);
    assert.deepEqual(sent(), Array(11).fill({ action: "ping" }));
    assert.deepEqual(messages, []);
  });

  it("asks each room for what it has not heard", async () => {
    const { clock, service, texts } = start({ since: { a: 0 } });
    await clock.advance(1000);
    const nobody = { post: () => 0, postInOrder: () => 0 };
    const text = JSON.stringify({ action: "say", id: "1", room: "a", text: "lost" });
    service.handle(nobody, text, "after history");
    await clock.advance(8 * MINUTE_MS);
    assert.deepEqual(texts(), []);
    await clock.advance(MINUTE_MS);
    assert.deepEqual(texts(), ["lost"]);
  });

  it("sends the ping that it was given, or none", async () => {
    const own = start({ ping: { action: "heartbeat", n: 1 } });
    await own.clock.advance(10 * MINUTE_MS);
    assert.deepEqual(own.sent()[0], { action: "heartbeat", n: 1 });

    const text = start({ ping: "are you there?" });
    text.service.handle = (member) => member.post({ anything: 1 });
    await text.clock.advance(19 * MINUTE_MS);
    assert.deepEqual(text.sent(), ["are you there?", "are you there?"]);

    const none = start({ ping: false });
    await none.clock.advance(10 * MINUTE_MS);
    assert.deepEqual(none.sent(), []);
    assert.equal(none.states.at(-1)!.reason, "1001 Going away");
  });
});

describe("A connection that is dead and does not know it", () => {
  it("is given up when a ping is not answered for 15 seconds", async () => {
    const { clock, network, states, timers } = start();
    await clock.advance(MINUTE_MS);
    network.made[0]!.cut(1006, "", false);
    await clock.advance(8 * MINUTE_MS + 14_000);
    assert.equal(network.made.length, 1);
    await clock.advance(3000);
    assert.deepEqual(
      states.map(({ name, reason }) => [name, reason]),
      [
        ["open", undefined],
        ["waiting", "No answer"],
        ["connecting", "No answer"],
        ["open", undefined],
      ],
    );
    assert.equal(timers(), 1);
  });

  it("is noticed after a message that is not answered", async () => {
    const { clock, network, connection, service } = start();
    await clock.advance(MINUTE_MS);
    network.made[0]!.cut(1006, "", false);
    const answer = connection.send({ action: "say", room: "a", text: "hello" });
    await clock.advance(MINUTE_MS);
    await answer;
    assert.equal(network.made.length, 2);
    assert.equal(service.room("a").entries.length, 1);
  });

  it("is noticed within seconds after the machine has slept for an hour: one attempt", async () => {
    const { clock, network, connection, texts, service } = start({ since: { a: 0 } });
    await clock.advance(MINUTE_MS);
    network.made[0]!.cut(1001, "Going away", false);
    clock.sleep(60 * MINUTE_MS);
    const nobody = { post: () => 0, postInOrder: () => 0 };
    service.handle(nobody, JSON.stringify({ action: "say", id: "1", room: "a", text: "missed" }));
    await clock.advance(20_000);
    assert.equal(connection.state.name, "open");
    assert.equal(network.made.length, 2);
    assert.deepEqual(texts(), ["missed"]);
  });

  it("is given up after sleep if there is no ping to find out", async () => {
    const { clock, network, connection } = start({ text: true });
    await clock.advance(MINUTE_MS);
    clock.sleep(60 * MINUTE_MS);
    await clock.advance(5000);
    assert.equal(connection.state.name, "open");
    assert.equal(network.made.length, 2);
  });

  it("is no connection whose machine was busy for a minute", async () => {
    const { clock, sent, connection } = start();
    await clock.advance(MINUTE_MS);
    clock.sleep(MINUTE_MS);
    await clock.advance(5000);
    assert.deepEqual(sent(), []);
    assert.equal(connection.state.name, "open");
  });
});

describe("An attempt", () => {
  it("has failed if there is an error and nothing else, as in Node.js 22", async () => {
    let made = 0;
    class Failing {
      readonly readyState = 0;
      onerror?: (event: object) => void;
      constructor() {
        made++;
        queueMicrotask(() => this.onerror?.({ message: "No luck" }));
      }
      close(): void {
        // Nothing follows.
      }
    }
    const clock = new ManualClock();
    const WebSocket = Failing as never;
    const connection = connect({ url: "ws://fake", WebSocket, clock, random: () => 0.5 });
    await clock.advance(5000);
    assert.ok(made >= 2, `${made} attempts`);
    assert.equal(connection.state.reason, "No luck");
    await connection.close();
  });
});
