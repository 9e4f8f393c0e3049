import assert from "node:assert/strict";
import { Max } from "../../src/messages/consumers";
import { connect, type Connection } from "../../src/index";
import { ChatService } from "../support/chat-service";
import { fakeNetwork } from "../support/fake-network";
import { ManualClock } from "../support/manual-clock";

async function open() {
  const clock = new ManualClock();
  const { WebSocket, made } = fakeNetwork(clock, () => 0, new ChatService());
  const connection: Connection<string, string> = connect({
    url: "ws://fake",
    text: true,
    clock,
    WebSocket,
  });
  await clock.advance(0);
  return { connection, receive: (text: string) => made[0]!.receive(text) };
}

describe("An iteration", () => {
  it("has every message, those before it too, and ends when the connection is closed", async () => {
    const { connection, receive } = await open();
    receive("early");
    const heard: string[] = [];
    const ended = (async () => {
      for await (const message of connection) {
        heard.push(message);
        if (message === "early") {
          receive("during");
          receive("more");
        }
        if (message === "last") void connection.close();
      }
    })();
    await new Promise(setImmediate);
    assert.deepEqual(heard, ["early", "during", "more"]);
    receive("last");
    await ended;
    assert.equal(heard.at(-1), "last");
    for await (const message of connection) assert.fail(message);
  });

  it("may be left without closing the connection, and begun again", async () => {
    const { connection, receive } = await open();
    receive("one");
    for await (const message of connection) {
      assert.equal(message, "one");
      break;
    }
    assert.equal(connection.state.name, "open");
    const next = connection[Symbol.asyncIterator]().next();
    receive("two");
    assert.deepEqual(await next, { done: false, value: "two" });
  });

  it("is one of several: each has every message from its begin", async () => {
    const { connection, receive } = await open();
    const [a, b] = [connection[Symbol.asyncIterator](), connection[Symbol.asyncIterator]()];
    const both = Promise.all([a.next(), b.next()]);
    receive("x");
    assert.deepEqual(await both, Array(2).fill({ done: false, value: "x" }));
  });

  it("fails if it is too slow, instead of keeping everything", async () => {
    const { connection, receive } = await open();
    const errors: unknown[] = [];
    connection.on("error", (error) => errors.push(error));
    const iterator: AsyncIterator<string> = connection[Symbol.asyncIterator]();
    const first = iterator.next();
    receive("first");
    await first;
    for (let i = 0; i <= Max.Waiting + 5; i++) receive(`${i}`);
    await assert.rejects(iterator.next(), { code: "fell-behind" });
    assert.equal(errors.length, 1);
  });
});

describe("A listener", () => {
  it("has the messages that came before it, in order, and none after it is removed", async () => {
    const { connection, receive } = await open();
    receive("a");
    receive("b");
    const heard: string[] = [];
    const stop = connection.on("message", (message) => heard.push(message));
    receive("c");
    stop();
    receive("d");
    assert.deepEqual(heard, ["a", "b", "c"]);
  });

  it("that comes late misses some only with a word", async () => {
    const { connection, receive } = await open();
    const errors: unknown[] = [];
    connection.on("error", ({ message }) => errors.push(message));
    for (let i = 0; i <= Max.Waiting + 5; i++) receive(`${i}`);
    assert.deepEqual(errors, ["fell-behind"]);
  });

  it("that throws is told to the platform, and the others still hear", async () => {
    const { connection, receive } = await open();
    const heard: string[] = [];
    const thrown = new Promise((resolve) => process.once("unhandledRejection", resolve));
    const others = process.listeners("unhandledRejection").filter((each) => each.name !== "");
    connection.on("message", () => {
      throw new Error("Mine");
    });
    connection.on("message", (message) => heard.push(message));
    receive("x");
    assert.deepEqual(heard, ["x"]);
    assert.match(String(await thrown), /Mine/);
    assert.ok(others.length >= 0);
  });
});
