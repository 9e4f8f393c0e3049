import assert from "node:assert/strict";
import { start } from "../support/start";

const MINUTE_MS = 60_000;

describe("A planned swap", () => {
  it("comes between 1 h 45 min and 1 h 55 min, before API Gateway cuts the connection", async () => {
    for (const [random, minutes] of [
      [0, 115],
      [0.5, 110],
      [0.999, 105.01],
    ] as const) {
      const { clock, network, names } = start({ random: () => random });
      await clock.advance(minutes * MINUTE_MS - 1000);
      assert.equal(network.made.length, 1);
      await clock.advance(2000);
      assert.equal(network.made.length, 2);
      await clock.advance(1000);
      assert.deepEqual(names(), ["open", "swapping", "open"]);
      assert.deepEqual([...network.sockets], [network.made[1]]);
    }
  });

  it("lets the next connection take over when the service has answered on it", async () => {
    const { clock, network, connection, service, untilSwapping } = start({ since: { a: 0 } });
    await untilSwapping();
    const handle = service.handle.bind(service);
    const kept: (() => void)[] = [];
    service.handle = (...args) => void kept.push(() => handle(...args));
    await clock.advance(20_000);
    assert.equal(connection.state.name, "swapping");
    assert.equal(network.sockets.size, 2);
    for (const answer of kept) answer();
    await clock.advance(1000);
    assert.equal(connection.state.name, "open");
    assert.deepEqual([...network.sockets], [network.made[1]]);
  });

  it("asks by a ping if there is no room to ask for", async () => {
    const { clock, sent } = start();
    await clock.advance(116 * MINUTE_MS);
    assert.deepEqual(sent(1), [{ action: "ping" }]);
  });

  it("waits for answers on the old connection, and sends nothing twice", async () => {
    const { clock, network, connection, service, sent } = start();
    await clock.advance(0);
    const handle = service.handle.bind(service);
    service.handle = (member, text) => {
      if (text.includes("say")) setTimeoutOn(clock, 20_000, () => handle(member, text));
      else handle(member, text);
    };
    await clock.advance(105 * MINUTE_MS);
    const answers: Promise<unknown>[] = [];
    let count = 0;
    for (let i = 0; i < 1000 && network.made.length === 1; i++) {
      if (count < 600)
        answers.push(connection.send({ action: "say", room: "a", text: `${++count}` }));
      await clock.advance(1000);
      if (answers.length > 20) await answers.shift();
    }
    const during = connection.send({ action: "say", room: "a", text: "during" });
    await clock.advance(MINUTE_MS);
    await Promise.all([...answers, during]);
    const says = sent().filter(({ action }) => action === "say");
    assert.equal(new Set(says.map(({ id }) => id)).size, says.length);
    assert.equal(sent(1).at(-1)!.text, "during");
    assert.equal(network.sockets.size, 1);
  });

  it("delivers once what comes on both connections, whether it has an ID or not", async () => {
    const { network, texts, until, untilSwapping } = start({ replies: false });
    await untilSwapping();
    await until(() => network.made[1]!.readyState === 1);
    const [old, next] = network.made as [(typeof network.made)[0], (typeof network.made)[0]];
    old.receive("old only");
    const onBoth = (text: string) => [old, next].forEach((socket) => socket.receive(text));
    const counts: Record<string, number> = {};
    for (const text of ["plain", "plain", '{"text":"json"}', '{"id":"1","text":"known"}']) {
      onBoth(text);
      const key = text.startsWith("{") ? (JSON.parse(text) as { text: string }).text : text;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    for (const socket of [old, old, next, next]) socket.receive("again");
    next.receive("next only");
    const heard = texts().reduce<Record<string, number>>(
      (all, text) => ({ ...all, [String(text)]: (all[String(text)] ?? 0) + 1 }),
      {},
    );
    assert.deepEqual(heard, { ...counts, again: 2, "old only": 1, "next only": 1 });
  });

  it("takes nothing for a double that comes on a later connection", async () => {
    const { clock, network, texts, until, untilSwapping } = start({ replies: false });
    await untilSwapping();
    network.made[0]!.receive("the same");
    await clock.advance(10 * MINUTE_MS);
    network.made[1]!.cut();
    await until(() => network.made[2]?.readyState === 1);
    network.made[2]!.receive("the same");
    assert.deepEqual(texts(), ["the same", "the same"]);
  });

  it("is tried again while the connection lives, if it fails", async () => {
    const { clock, network, connection, states } = start();
    await clock.advance(104 * MINUTE_MS);
    network.faults.refused = 1;
    await clock.advance(12 * MINUTE_MS);
    assert.ok(states.filter(({ name }) => name === "swapping").length >= 5);
    assert.ok(states.every(({ name }) => name === "open" || name === "swapping"));
    const answer = connection.send({ action: "say", room: "a", text: "still here" });
    await clock.advance(0);
    assert.equal((await answer)?.sequence, 1);
    network.faults.refused = 0;
    await clock.advance(MINUTE_MS);
    assert.equal(connection.state.name, "open");
    assert.equal(network.sockets.size, 1);
    assert.notEqual([...network.sockets][0], network.made[0]);
  });

  it("takes over at once if the old connection is cut meanwhile", async () => {
    const { clock, network, until, untilSwapping, names } = start();
    await untilSwapping();
    await until(() => network.made[1]!.readyState === 1);
    const { length } = names();
    network.faults.maxLatencyMs = 0;
    network.made[0]!.cut();
    await clock.advance(0);
    assert.deepEqual(names().slice(length), ["open"]);
    assert.equal(network.made.length, 2);
  });

  it("brings the rooms along that were joined meanwhile, and not those that were left", async () => {
    const { clock, network, connection, service, texts, sent, untilSwapping } = start();
    for (const room of ["kept", "left"]) {
      const joined = connection.send({ action: "join", room });
      await clock.advance(1000);
      await joined;
    }
    await untilSwapping();
    const joined = connection.send({ action: "join", room: "new" });
    const left = connection.send({ action: "leave", room: "left" });
    await clock.advance(MINUTE_MS);
    await Promise.all([joined, left]);
    assert.equal(network.made.length, 2);
    for (const room of ["kept", "left", "new"])
      service.handle(
        { post: () => 0, postInOrder: () => 0 },
        JSON.stringify({ action: "say", id: room, room, text: room }),
      );
    await clock.advance(1000);
    assert.deepEqual(texts().sort(), ["kept", "new"]);
    assert.equal(service.room("left").members.size, 0);
    assert.ok(sent(1).some(({ action, room }) => action === "join" && room === "kept"));
  });
});

function setTimeoutOn(
  clock: { after(ms: number, callback: () => void): unknown },
  ms: number,
  callback: () => void,
) {
  clock.after(ms, callback);
}
