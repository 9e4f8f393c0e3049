import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { settingsOf } from "../../test/handlers/support/broadcast-settings";
import { fakeManagementApi } from "../../test/handlers/support/fake-management-api";
import { contextOf } from "../../test/handlers/support/handler-events";
import { roomRoutes } from "./routes/room-routes";
import { memoryRoomStore } from "./stores/memory/memory-room-store";
import { roomPlace } from "./stores/room-store";
import { personAt, type Person } from "./test/people";

type Frame = Record<string, unknown>;

/** Half of a character: text that no encoding can hold. */
const HALF = "\ud800";

describe("Somebody hostile in a room", () => {
  let laptop: Laptop;
  let mallory: Person;
  let alice: Person;
  let rooms = 0;
  let room: string;
  before(async () => {
    laptop = await startLaptop({ program: __dirname, config: { messagesPerSecond: "0" } });
  });
  after(() => laptop?.close());
  beforeEach(async () => {
    room = `room ${++rooms}`;
    alice = await personAt(laptop, "alice");
    mallory = await personAt(laptop, "mallory");
    await alice.ask({ action: "join", room });
  });
  afterEach(async () => {
    for (const { connection } of [alice, mallory]) await connection.close();
    await laptop.settled();
    // Whatever was sent, no function failed, and none tried what it may not do.
    deepEqual(laptop.entries({ event: "result", failed: true }), []);
    deepEqual(laptop.entries({ event: "deny" }), []);
  });

  const codeOf = async (request: Frame, of = mallory) => {
    const { error } = (await of.ask(request)) as { error?: { code: string } };
    return error?.code ?? "granted";
  };
  const textsOf = (frames: Frame[]) =>
    frames.filter(({ type }) => type === "message").map(({ text }) => text);

  it("names rooms as programs name other things, and gets rooms like any other", async () => {
    for (const name of ["__proto__", "constructor", "toString", "counter", "account", "NaN"]) {
      deepEqual((await mallory.ask({ action: "join", room: name, since: 0 })).sequence, 0, name);
      const { sequence, before } = await mallory.ask({ action: "say", room: name, text: name });
      deepEqual([sequence, textsOf(before)], [1, [name]]);
      deepEqual((await mallory.ask({ action: "who", room: name })).users, ["mallory"]);
    }
  });

  it("gets no room by a name that is none", async () => {
    const names = [
      "",
      "x".repeat(65),
      "x".repeat(20_000),
      "a#b",
      "user#alice",
      "a\nb",
      "\u0000",
      HALF,
    ];
    for (const name of [...names, 7, null, {}, ["a"], true])
      for (const action of ["join", "leave", "who", "say"])
        equal(await codeOf({ action, room: name, text: "x" }), "invalid", JSON.stringify(name));
  });

  it("reads nothing of a room, and says nothing there, without joining it", async () => {
    await alice.ask({ action: "say", room, text: "a secret" });
    equal(await codeOf({ action: "who", room }), "notMember");
    equal(await codeOf({ action: "say", room, text: "x" }), "notMember");
    await mallory.ask({ action: "join", room });
    await mallory.ask({ action: "leave", room });
    equal(await codeOf({ action: "who", room }), "notMember");
    await alice.ask({ action: "say", room, text: "another" });
    await laptop.settled();
    deepEqual(textsOf(mallory.unread()), []);
  });

  it("suppresses nobody's message by an ID that somebody else uses, and changes none of its own", async () => {
    await mallory.ask({ action: "join", room });
    await mallory.ask({ action: "say", id: "1", room, text: "mine" });
    const { sequence } = await alice.ask({ action: "say", id: "1", room, text: "hers" });
    equal(sequence, 2);
    equal((await mallory.ask({ action: "say", id: "1", room, text: "changed" })).sequence, 1);
    const late = await personAt(laptop, "late");
    const { before } = await late.ask({ action: "join", room, since: 0 });
    deepEqual(
      before.filter(({ type }) => type === "message").map(({ from, text }) => [from, text]),
      [
        ["mallory", "mine"],
        ["alice", "hers"],
      ],
    );
    await late.connection.close();
  });

  it("asks for what never was, and gets what there is or is told what to ask", async () => {
    for (const text of ["one", "two"]) await alice.ask({ action: "say", room, text });
    const since = async (number: unknown) => mallory.ask({ action: "join", room, since: number });
    for (const wrong of ["1", "-1", "", null, 1.5, {}, [1], true, 1e300, 2 ** 53])
      equal(await codeOf({ action: "join", room, since: wrong }), "invalid", String(wrong));
    // NaN and Infinity are no JSON: they come as null, or the message is none.
    await mallory.send(`{"action":"join","id":"n","room":"${room}","since":NaN}`);
    equal(((await mallory.next()).error as { code: string }).code, "unknownAction");
    for (const [number, texts] of [
      [-1, ["two"]],
      [-Number.MAX_SAFE_INTEGER, ["one", "two"]],
      [-0, ["one", "two"]],
      [Number.MAX_SAFE_INTEGER, []],
    ] as [number, string[]][]) {
      const { before, sequence } = await since(number);
      deepEqual([textsOf(before), sequence], [texts, 2], String(number));
    }
  });

  it("writes to nobody who is not there, and not to places that are no users", async () => {
    for (const user of ["nobody", "__proto__", room, `room#${room}`, "x".repeat(128), " "])
      equal(await codeOf({ action: "to", user, text: "x" }), "notConnected", user);
    for (const user of ["", "x".repeat(129), 7, null, {}, HALF])
      equal(await codeOf({ action: "to", user, text: "x" }), "invalid", JSON.stringify(user));
    await laptop.settled();
    deepEqual(
      alice.unread().filter(({ type }) => type === "direct"),
      [],
    );
  });

  it("sends half characters, which reach nobody", async () => {
    await mallory.ask({ action: "join", room });
    equal(await codeOf({ action: "say", room, text: `x${HALF}` }), "invalid");
    equal(await codeOf({ action: "to", user: "alice", text: HALF }), "invalid");
    await mallory.send({ action: "say", id: HALF, room, text: "x" });
    match(JSON.stringify((await mallory.next()).error), /Give the request an \\"id\\"/);
    // A pair is a character.
    equal(await codeOf({ action: "say", room, text: "\u{1f600}" }), "granted");
  });

  it("is told apart from who has a name that looks alike", async () => {
    const names = ["alice ", "Alice", "\u0430lice", "a\u0301lice"];
    const others = await Promise.all(names.map((user) => personAt(laptop, user)));
    for (const other of others) await other.ask({ action: "join", room });
    const { users } = await alice.ask({ action: "who", room });
    deepEqual(users, ["alice", ...names].sort());
    await alice.ask({ action: "to", user: "alice", text: "me" });
    await laptop.settled();
    for (const other of others) {
      deepEqual(
        other.unread().filter(({ type }) => type === "direct"),
        [],
      );
      await other.connection.close();
    }
  });

  it("joins no more rooms than a connection may have, and leaves nothing of them behind", async () => {
    const codes: string[] = [];
    for (let i = 0; i < 150; i++) codes.push(await codeOf({ action: "join", room: `many ${i}` }));
    equal(codes.filter((code) => code === "granted").length, 100);
    equal(codes.filter((code) => code === "tooManyRooms").length, 50);
    await mallory.connection.close();
    await laptop.settled();
    const left = (await laptop.table("rooms").items()).filter(
      ({ connectionId }) => connectionId === mallory.connection.id,
    );
    deepEqual(left, []);
  });

  it("sends what is no request, and is told so each time", async () => {
    const frames = [
      "",
      "null",
      "[]",
      "7",
      '"say"',
      "{",
      "[".repeat(5000),
      '{"action":"__proto__"}',
      '{"action":"constructor"}',
      '{"action":"$connect"}',
      '{"action":"$disconnect"}',
      '{"action":"$default"}',
      '{"action":["say"]}',
      '{"action":"say","__proto__":{"id":"1","room":"a","text":"x"}}',
      `{"action":"say","id":"1","id":"2","room":"${"x".repeat(30_000)}","text":"x"}`,
    ];
    for (const frame of frames) {
      await mallory.send(frame);
      ok((await mallory.next()).error ?? frame === "", frame.slice(0, 60));
    }
    equal(await codeOf({ action: "join", room }), "granted");
  });
});

describe("Somebody who floods a room", () => {
  it("is limited by messages, whatever their size and kind, and keeps nobody else waiting", async () => {
    const laptop = await startLaptop({ program: __dirname });
    try {
      const alice = await personAt(laptop, "alice");
      const mallory = await personAt(laptop, "mallory");
      for (const one of [alice, mallory]) await one.ask({ action: "join", room: "a" });
      await laptop.settled();
      const before = laptop.entries({ event: "post" }).length;
      for (let i = 0; i < 20; i++) {
        await mallory.send({ action: "say", id: `${i}`, room: "a", text: "x" });
        await mallory.send({ action: "none", id: `n${i}` });
        await mallory.send("x");
      }
      const { sequence } = await alice.ask({ action: "say", room: "a", text: "hi" });
      ok(Number(sequence) <= 11, `after ${String(sequence)} messages`);
      await laptop.settled();
      // Each message that is said is posted to two.
      ok(laptop.entries({ event: "post" }).length - before <= 2 * 11);
      deepEqual(laptop.entries({ event: "result", failed: true }), []);
    } finally {
      await laptop.close();
    }
  });
});

describe("A moderation that fails", () => {
  it("lets nothing pass: the function fails, nobody gets the message, and it has no number", async () => {
    const store = memoryRoomStore();
    const gateway = fakeManagementApi();
    const connection = { connectionId: "mallory=", connectedAt: Date.now() };
    const mallory = { ...connection, identity: { principalId: "mallory" } };
    await store.add(mallory);
    await store.join(roomPlace("a"), { ...mallory, joinedAtMs: connection.connectedAt });
    const moderate = () => Promise.reject(new Error("No moderator"));
    const routes = roomRoutes({
      ...{ store, gateway, sendChunk: undefined, settings: settingsOf({}) },
      history: { keptMs: 3_600_000, maxEntries: 500 },
      rules: { mayJoin: () => true, moderate },
    });
    for (const [action, fields] of [
      ["say", { room: "a" }],
      ["to", { user: "mallory" }],
    ] as const) {
      const context = { routeKey: action, eventType: "MESSAGE" as const, ...connection };
      const event = {
        requestContext: { ...context, requestTimeEpoch: Date.now() },
        body: JSON.stringify({ action, id: "1", text: "x", ...fields }),
      };
      await rejects(routes[action]!(event, contextOf()), /No moderator/);
    }
    deepEqual(gateway.posts, []);
    equal((await store.log.state(roomPlace("a"))).latest, 0);
  });
});
