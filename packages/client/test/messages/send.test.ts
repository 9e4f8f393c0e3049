import assert from "node:assert/strict";
import { start } from "../support/start";

const MINUTE_MS = 60_000;

describe("Sending", () => {
  it("resolves with the service's answer", async () => {
    const { clock, connection, messages } = start();
    const answer = connection.send({ action: "say", room: "a", text: "hi" });
    await clock.advance(0);
    const { replyTo, ...rest } = (await answer)!;
    assert.match(String(replyTo), /^\d+-1$/);
    assert.deepEqual(rest, { type: "reply", room: "a", sequence: 1 });
    assert.deepEqual(messages, []);
  });

  it("is refused with the service's words", async () => {
    const { clock, connection } = start();
    const answer = connection.send({ action: "dance" });
    await Promise.all([
      assert.rejects(answer, { code: "refused", message: 'Refused: No action "dance"' }),
      clock.advance(0),
    ]);
  });

  it("waits for a connection, in order, and keeps an ID that the program gives", async () => {
    const { clock, connection, network, sent } = start({}, { faults: { refused: 1 } });
    const answers = ["1", "2", "3"].map((id) => connection.send({ action: "say", id, room: "a" }));
    const same = connection.send({ action: "say", id: "2", room: "a" });
    await clock.advance(MINUTE_MS);
    assert.deepEqual(sent(), []);
    network.faults.refused = 0;
    await clock.advance(MINUTE_MS);
    const replies = await Promise.all([...answers, same]);
    assert.deepEqual(
      replies.map((reply) => reply!.sequence),
      [1, 2, 3, 2],
    );
    assert.deepEqual(
      sent().map(({ id }) => id),
      ["1", "2", "3"],
    );
  });

  it("is repeated with the same ID after a cut, and after 30 seconds without an answer", async () => {
    const { clock, connection, network, service, sent } = start();
    await clock.advance(0);
    const handle = service.handle.bind(service);
    service.handle = (member, text) => handle(member, text, "after posts");
    const answer = connection.send({ action: "say", room: "a", text: "hi" });
    await clock.advance(5000);
    network.made[0]!.cut();
    await clock.advance(5000);
    assert.equal(network.made.length, 2);
    await clock.advance(31_000);
    service.handle = handle;
    await clock.advance(31_000);
    assert.equal((await answer)!.sequence, 1);
    const says = sent().filter(({ action }) => action === "say");
    assert.deepEqual(
      says.map(({ id }) => id),
      Array(4).fill(says[0]!.id),
    );
    assert.equal(service.room("a").entries.length, 1);
  });

  it("fails after three tries without an answer on a connection that lives", async () => {
    const { clock, connection, service, network } = start();
    await clock.advance(0);
    const handle = service.handle.bind(service);
    service.handle = (member, text) => text.includes("ping") && handle(member, text);
    const failed = assert.rejects(connection.send({ action: "forget" }), { code: "no-reply" });
    await clock.advance(92_000);
    await failed;
    assert.equal(network.made.length, 1);
  });

  it("resolves at once if the service answers nothing, and adds no ID", async () => {
    const { clock, connection, sent } = start({ replies: false });
    const early = connection.send({ action: "say", room: "a" });
    await clock.advance(0);
    assert.equal(await early, undefined);
    assert.equal(await connection.send({ action: "say", room: "b" }), undefined);
    assert.deepEqual(sent(), [
      { action: "say", room: "a" },
      { action: "say", room: "b" },
    ]);
  });

  it("sends text as it is, and resolves when it is written", async () => {
    const { clock, connection, sent } = start({ text: true });
    await clock.advance(0);
    assert.equal(await connection.send("hello"), undefined);
    assert.deepEqual(sent(), ["hello"]);
  });

  it("takes no more than so many messages that wait", async () => {
    const { clock, connection, network } = start({ buffer: 3 }, { faults: { refused: 1 } });
    const say = () => connection.send({ action: "say", room: "a" });
    const waiting = [say(), say(), say()];
    await assert.rejects(say(), {
      code: "buffer-full",
      message: "3 messages wait",
    });
    network.faults.refused = 0;
    await clock.advance(MINUTE_MS);
    await Promise.all(waiting);
    const more = say();
    await clock.advance(0);
    await more;
  });

  it("fails for what waits when the connection is closed", async () => {
    const { connection } = start();
    const waiting = connection.send({ action: "say" });
    void connection.close();
    await assert.rejects(waiting, { code: "closed" });
  });

  it("refuses what API Gateway would cut the connection for, and what is no message", async () => {
    const { connection } = start({ text: true });
    await assert.rejects(connection.send("x".repeat(32_769)), {
      code: "too-big",
      message: "32769 bytes; at most 32768",
    });
    await assert.rejects(connection.send("é".repeat(16_385)), { code: "too-big" });
    await assert.rejects(connection.send(undefined), { code: "invalid" });
    await assert.rejects(
      connection.send(() => 1),
      { code: "invalid" },
    );
    const fits = connection.send("x".repeat(32_768));
    void connection.close();
    await assert.rejects(fits, { code: "closed" });
  });
});

describe("What is received", () => {
  it("is told if it is an error that answers no message", async () => {
    const { clock, network, errors, messages } = start();
    await clock.advance(0);
    const [socket] = network.made;
    const gateways = { message: "Forbidden", connectionId: "DBN=", requestId: "DBM=" };
    socket!.receive(JSON.stringify(gateways));
    socket!.receive('{"type":"error","error":{"code":"c","message":"No JSON"}}');
    socket!.receive('{"type":"error"}');
    assert.deepEqual(
      errors.map(({ message }) => message),
      ["Refused: Forbidden", "Refused: No JSON", "Refused: error"],
    );
    assert.deepEqual(messages, []);
  });

  it("is delivered once by its ID, or by what the program says", async () => {
    const { clock, network, messages } = start();
    await clock.advance(0);
    const receive = (message: object) => network.made[0]!.receive(JSON.stringify(message));
    receive({ id: 1, text: "a" });
    receive({ id: 1, text: "a" });
    for (let id = 2; id <= 1001; id++) receive({ id });
    receive({ id: 1001 });
    assert.equal(messages.length, 1001);

    const own = start({ idOf: ({ key }: { key?: string }) => key });
    await own.clock.advance(0);
    for (const key of ["x", "x", undefined, undefined])
      own.network.made[0]!.receive(JSON.stringify({ id: 1, key }));
    assert.equal(own.messages.length, 3);
  });

  it("is whatever the service sends: JSON of any kind, or text", async () => {
    const { clock, network, messages } = start();
    await clock.advance(0);
    const texts = ["Echo me: hello", "1", "null", "[1]", '"s"', '{"a":1}', "{", ""];
    for (const text of texts) network.made[0]!.receive(text);
    assert.deepEqual(messages, ["Echo me: hello", 1, null, [1], "s", { a: 1 }, "{", ""]);

    const plain = start({ text: true });
    await plain.clock.advance(0);
    for (const text of [...texts, '{"type":"pong"}']) plain.network.made[0]!.receive(text);
    assert.deepEqual(plain.messages, [...texts, '{"type":"pong"}']);
  });

  it("is not delivered a second time because two people say the same", async () => {
    const { clock, network, messages } = start({ text: true });
    await clock.advance(0);
    for (let i = 0; i < 3; i++) network.made[0]!.receive("ok");
    await clock.advance(MINUTE_MS);
    for (let i = 0; i < 3; i++) network.made[0]!.receive("ok");
    assert.equal(messages.length, 6);
  });
});
