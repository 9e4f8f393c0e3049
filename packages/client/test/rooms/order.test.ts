import assert from "node:assert/strict";
import { ChatService } from "../support/chat-service";
import { start } from "../support/start";

const MINUTE_MS = 60_000;
const NOBODY = { post: () => 0, postInOrder: () => 0 };

/** Somebody else says something. */
function say(
  service: ChatService,
  text: string,
  killed: "no" | "after history" = "no",
  room = "a",
) {
  service.handle(NOBODY, JSON.stringify({ action: "say", id: text, room, text }), killed);
}

describe("A room", () => {
  it("is joined by the program; what comes before the answer waits for it", async () => {
    const { clock, connection, service, texts } = start();
    say(service, "before");
    const joined = connection.send({ action: "join", room: "a" });
    await clock.advance(0);
    assert.equal((await joined)!.sequence, 1);
    say(service, "after");
    await clock.advance(0);
    assert.deepEqual(texts(), ["after"]);
    assert.deepEqual(connection.since, { a: 2 });
  });

  it("goes on from the sequence that the program has kept", async () => {
    const service = new ChatService();
    for (const text of ["one", "two", "three"]) say(service, text);
    const { clock, texts, connection } = start({ since: { a: 1 } }, { service });
    await clock.advance(0);
    assert.deepEqual(texts(), ["two", "three"]);
    assert.deepEqual(connection.since, { a: 3 });
  });

  it("may be the only one, without a name", async () => {
    const service = new ChatService();
    service.room("").sequence = 7;
    const { clock, sent, network, texts } = start({ since: 7 }, { service });
    await clock.advance(0);
    const { id, ...rest } = sent()[0]!;
    assert.equal(typeof id, "string");
    assert.deepEqual(rest, { action: "join", since: 7 });
    network.made[0]!.receive('{"sequence":8,"text":"eight"}');
    assert.deepEqual(texts(), ["eight"]);
  });

  it("delivers in order what comes in disorder, and nothing twice", async () => {
    const { clock, network, texts } = start({ since: { a: 0 } });
    await clock.advance(0);
    for (const sequence of [2, 3, 1, 1, 2, 6, 5, 4, 6])
      network.made[0]!.receive(JSON.stringify({ room: "a", sequence, text: `${sequence}` }));
    assert.deepEqual(texts(), ["1", "2", "3", "4", "5", "6"]);
  });

  it("goes on after a number that will never have a message", async () => {
    const { clock, network, texts, gaps } = start({ since: { a: 0 } });
    await clock.advance(0);
    const receive = (frame: object) => network.made[0]!.receive(JSON.stringify(frame));
    receive({ room: "a", sequence: 2, text: "two" });
    receive({ type: "void", room: "a", sequence: 1 });
    assert.deepEqual([texts(), gaps], [["two"], []]);
  });

  it("is asked for what is missing, a second after it was noticed", async () => {
    const { clock, service, texts, sent } = start({ since: { a: 0 } });
    await clock.advance(0);
    say(service, "lost", "after history");
    say(service, "heard");
    await clock.advance(400);
    assert.deepEqual(texts(), []);
    await clock.advance(2500);
    assert.deepEqual(texts(), ["lost", "heard"]);
    const asked = sent().filter(({ action }) => action === "join");
    assert.deepEqual(
      asked.map(({ since }) => since),
      [0, 0],
    );
  });

  it("tells of messages that the history has no more", async () => {
    const service = new ChatService(2);
    for (const text of ["one", "two", "three", "four"]) say(service, text);
    const { clock, texts, gaps } = start({ since: { a: 1 } }, { service });
    await clock.advance(0);
    assert.deepEqual(gaps, [{ room: "a", after: 1, before: 3, reason: "expired" }]);
    assert.deepEqual(texts(), ["three", "four"]);
  });

  it("tells of messages that were all in a history that is empty now", async () => {
    const service = new ChatService(0);
    for (const text of ["one", "two"]) say(service, text);
    service.room("a").entries.length = 0;
    const handle = service.handle.bind(service);
    service.handle = (member, text) => {
      const { id, room, action } = JSON.parse(text) as Record<string, string>;
      if (action !== "join") return handle(member, text);
      member.post({ type: "reply", replyTo: id, room, sequence: 2, oldest: 3 });
    };
    const { clock, texts, gaps, connection } = start({ since: { a: 1 } }, { service });
    await clock.advance(0);
    assert.deepEqual(gaps, [{ room: "a", after: 1, before: 3, reason: "expired" }]);
    assert.deepEqual([texts(), connection.since], [[], { a: 2 }]);
  });

  it("tells if the service counts from the start again, and has what it says then", async () => {
    const { clock, service, texts, gaps, network } = start({ since: { a: 0 } });
    await clock.advance(0);
    for (const text of ["one", "two", "three"]) say(service, text);
    await clock.advance(0);
    service.forget();
    say(service, "new one", "after history");
    network.made[0]!.cut();
    await clock.advance(10_000);
    assert.deepEqual(gaps, [{ room: "a", after: 3, before: 1, reason: "restarted" }]);
    say(service, "new two");
    await clock.advance(0);
    assert.deepEqual(texts(), ["one", "two", "three", "new one", "new two"]);
  });

  it("is given up at what does not come, however often it is asked for", async () => {
    const { clock, service, texts, gaps, network } = start({ since: { a: 0 } });
    await clock.advance(0);
    const handle = service.handle.bind(service);
    service.handle = (member, text) => {
      const { id, action } = JSON.parse(text) as Record<string, string>;
      if (action !== "join") return handle(member, text);
      member.post({ type: "reply", replyTo: id, room: "a", sequence: 3, oldest: 1 });
    };
    network.made[0]!.receive('{"room":"a","sequence":3,"text":"three"}');
    await clock.advance(20_000);
    assert.deepEqual(gaps, []);
    await clock.advance(5 * MINUTE_MS);
    assert.deepEqual(gaps, [{ room: "a", after: 0, before: 3, reason: "missing" }]);
    assert.deepEqual(texts(), ["three"]);
  });

  it("is told of at once where there is no history, and not asked", async () => {
    const { clock, texts, gaps, network, sent } = start({ ask: false });
    await clock.advance(0);
    const receive = (sequence: number) =>
      network.made[0]!.receive(JSON.stringify({ room: "a", sequence, text: `${sequence}` }));
    receive(5);
    receive(8);
    receive(7);
    await clock.advance(3000);
    assert.deepEqual(gaps, [{ room: "a", after: 5, before: 7, reason: "no-history" }]);
    assert.deepEqual(texts(), ["5", "7", "8"]);
    network.made[0]!.cut();
    await clock.advance(MINUTE_MS);
    network.made[1]!.receive('{"room":"a","sequence":12,"text":"12"}');
    await clock.advance(3000);
    assert.deepEqual(gaps[1], { room: "a", after: 8, before: 12, reason: "no-history" });
    assert.deepEqual(sent(), []);
  });

  it("is asked for again if the service refuses, and the program is told", async () => {
    const { clock, service, texts, errors, network } = start({ since: { a: 0 } });
    say(service, "one");
    const handle = service.handle.bind(service);
    let refused = 0;
    service.handle = (member, text) => {
      const { id } = JSON.parse(text) as Record<string, string>;
      if (++refused > 2) return handle(member, text);
      member.post({ type: "error", replyTo: id, error: { code: "rate", message: "Too fast" } });
    };
    await clock.advance(10_000);
    assert.equal(network.made.length, 1);
    assert.ok(errors.length >= 1);
    assert.deepEqual(texts(), ["one"]);
  });

  it("is asked for once the connection is back, however it was lost", async () => {
    const { clock, service, texts, network } = start({ since: { a: 0, b: 0 } });
    await clock.advance(0);
    for (let i = 0; i < 5; i++) {
      network.made.at(-1)!.cut();
      say(service, `a${i}`);
      say(service, `b${i}`, "no", "b");
      await clock.advance(40_000);
    }
    assert.deepEqual(
      texts().filter((text) => String(text).startsWith("a")),
      ["a0", "a1", "a2", "a3", "a4"],
    );
    assert.equal(texts().length, 10);
  });

  it("is asked for by a message of the program's own", async () => {
    const ask = (room: string, since: number) => ({
      action: "replay",
      from: since + 1,
      channel: room,
    });
    const { clock, sent } = start({ since: { a: 4 }, ask });
    await clock.advance(0);
    const { id, ...rest } = sent()[0]!;
    assert.equal(typeof id, "string");
    assert.deepEqual(rest, { action: "replay", from: 5, channel: "a" });
  });

  it("says no more once it is left, also after a cut", async () => {
    const { clock, connection, service, texts, network, sent } = start({ since: { a: 0 } });
    await clock.advance(0);
    const left = connection.send({ action: "leave", room: "a" });
    network.made[0]!.receive('{"room":"a","sequence":1,"text":"on its way"}');
    await clock.advance(0);
    await left;
    network.made[0]!.cut();
    await clock.advance(MINUTE_MS);
    say(service, "later");
    await clock.advance(0);
    assert.deepEqual(texts(), []);
    assert.equal(sent(1).length, 0);
    const joined = connection.send({ action: "join", room: "a", since: 0 });
    await clock.advance(0);
    await joined;
    assert.deepEqual(texts(), ["later"]);
  });

  it("is nothing that a refused join leaves behind", async () => {
    const { clock, connection, service, sent, network } = start();
    const handle = service.handle.bind(service);
    service.handle = (member, text) => {
      const { id } = JSON.parse(text) as Record<string, string>;
      member.post({ type: "error", replyTo: id, error: { code: "no", message: "Not you" } });
    };
    const joined = connection.send({ action: "join", room: "a" });
    await Promise.all([assert.rejects(joined, { message: "Refused: Not you" }), clock.advance(0)]);
    service.handle = handle;
    network.made[0]!.cut();
    await clock.advance(MINUTE_MS);
    assert.deepEqual(sent(1), []);
    assert.deepEqual(connection.since, {});
  });

  it("has bounds: of 3,000 messages after a missing one, the rest is asked for", async () => {
    const { clock, network, service, texts } = start({ since: { a: 0 } });
    await clock.advance(0);
    say(service, "0", "after history");
    for (let i = 1; i <= 3000; i++) say(service, `${i}`);
    await clock.advance(0);
    assert.deepEqual(texts(), []);
    network.made[0]!.receive(JSON.stringify({ room: "a", sequence: 1, text: "0" }));
    assert.equal(texts().length, 1001);
    await clock.advance(30_000);
    assert.deepEqual(
      texts(),
      Array.from({ length: 3001 }, (_, i) => `${i}`),
    );
  });

  it("counts as heard what the program said and did not want to hear", async () => {
    const { clock, connection, texts, sent } = start({ since: { a: 0 } });
    await clock.advance(0);
    const said = connection.send({ action: "say", room: "a", text: "mine", echo: false });
    await clock.advance(30_000);
    await said;
    assert.deepEqual([texts(), connection.since], [[], { a: 1 }]);
    assert.equal(sent().filter(({ action }) => action === "join").length, 1);
  });
});
