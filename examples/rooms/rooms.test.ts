import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { evaluated } from "../../test/support/evaluated";
import { findingsOf } from "../../test/support/policies";
import { personAt, personOf, type Person } from "./test/people";

describe("examples/rooms", () => {
  let laptop: Laptop;
  let alice: Person;
  let bob: Person;
  let rooms = 0;
  let room: string;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop?.close());
  beforeEach(async () => {
    room = `room ${++rooms}`;
    alice = await personAt(laptop, "alice");
    bob = await personAt(laptop, "bob");
  });
  afterEach(async () => {
    for (const { connection } of [alice, bob]) await connection.close();
    await laptop.settled();
  });

  const say = (text: string, more = {}) => ({ action: "say", room, text, ...more });

  it("sends what is said to everyone in the room, the sender included", async () => {
    deepEqual((await alice.ask({ action: "join", room })).sequence, 0);
    await bob.ask({ action: "join", room });
    deepEqual(await alice.next(), { type: "presence", room, user: "bob", state: "joined" });
    const { sequence, before } = await alice.ask(say("héllo", { id: "x1" }));
    equal(sequence, 1);
    const message = await bob.next();
    deepEqual(before, [message]);
    const { at, ...others } = message;
    const expected = { type: "message", room, sequence: 1, id: "x1", from: "alice", text: "héllo" };
    deepEqual(others, expected);
    match(String(at), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    await laptop.settled();
    deepEqual(bob.unread(), []);
  });

  it("sends it to everyone but the sender if asked to", async () => {
    for (const one of [bob, alice]) await one.ask({ action: "join", room });
    await bob.next();
    deepEqual((await alice.ask(say("hi", { echo: false }))).before, []);
    equal((await bob.next()).text, "hi");
  });

  it("tells who comes later what was said, in order, then what comes live", async () => {
    await alice.ask({ action: "join", room });
    for (const text of ["one", "two", "three"]) await alice.ask(say(text));
    const { before, sequence, oldest } = await bob.ask({ action: "join", room, since: 1 });
    deepEqual([before.map(({ text }) => text), sequence, oldest], [["two", "three"], 3, 2]);
    await alice.ask(say("four"));
    equal((await bob.next()).sequence, 4);
    // Joining again asks for what is missing.
    const again = await bob.ask({ action: "join", room, since: 3 });
    deepEqual(
      again.before.map(({ text }) => text),
      ["four"],
    );
  });

  it("gives a message that is sent again its number again, and posts it again", async () => {
    for (const one of [bob, alice]) await one.ask({ action: "join", room });
    await bob.next();
    const first = await alice.ask(say("hi", { id: "same" }));
    const again = await alice.ask(say("hi", { id: "same" }));
    deepEqual([first.sequence, again.sequence], [1, 1]);
    deepEqual(await bob.next(), await bob.next());
  });

  it("says who is in a room, and sends to a user on every connection", async () => {
    const tablet = await personAt(laptop, "bob");
    for (const one of [alice, bob, tablet]) await one.ask({ action: "join", room });
    deepEqual((await alice.ask({ action: "who", room })).users, ["alice", "bob"]);
    await alice.ask({ action: "to", id: "d1", user: "bob", text: "psst" });
    for (const one of [bob, tablet]) {
      const { at: _, ...direct } = await one.next();
      deepEqual(direct, { type: "direct", to: "bob", id: "d1", from: "alice", text: "psst" });
    }
    const { error } = await alice.ask({ action: "to", user: "nobody", text: "psst" });
    deepEqual(error, { code: "notConnected", message: '"nobody" is not connected.' });
    await tablet.connection.close();
  });

  it("says nothing of a user who comes by a second connection, or leaves by one of two", async () => {
    for (const one of [alice, bob]) await one.ask({ action: "join", room });
    await alice.next();
    const tablet = await personAt(laptop, "bob");
    await tablet.ask({ action: "join", room });
    await bob.connection.close();
    await laptop.settled();
    deepEqual(alice.unread(), []);
    await tablet.ask({ action: "leave", room });
    deepEqual(await alice.next(), { type: "presence", room, user: "bob", state: "left" });
    await tablet.connection.close();
  });

  it("tells the room of who left without a word, at the next message", async () => {
    for (const one of [alice, bob]) await one.ask({ action: "join", room });
    await alice.next();
    // The function of $disconnect fails, as if it had not been called.
    laptop.fail("dynamodb:Query", { times: 1, with: "ResourceNotFoundException" });
    laptop.cut(bob.connection);
    await laptop.settled();
    deepEqual((await alice.ask({ action: "who", room })).users, ["alice", "bob"]);
    await makeOld(laptop, bob.connection.id);
    const { before } = await alice.ask(say("anyone?"));
    deepEqual(before.slice(1), [{ type: "presence", room, user: "bob", state: "left" }]);
    deepEqual((await alice.ask({ action: "who", room })).users, ["alice"]);
    deepEqual(await itemsOf(bob.connection.id), []);
  });

  it("forgets by TTL who left without a word where nobody says anything", async () => {
    await bob.ask({ action: "join", room });
    laptop.fail("dynamodb:Query", { times: 1, with: "ResourceNotFoundException" });
    laptop.cut(bob.connection);
    await laptop.settled();
    equal((await itemsOf(bob.connection.id)).length, 3);
    laptop.clock.advance("3h");
    await laptop.settled();
    deepEqual(await itemsOf(bob.connection.id), []);
  });

  it("refuses with the ID of the request, and says what to do", async () => {
    const refused = async (request: object) => (await alice.ask({ ...request })).error;
    deepEqual(await refused(say("hi")), {
      code: "notMember",
      message: `You are not in the room "${room}". Join it first.`,
    });
    await alice.ask({ action: "join", room });
    deepEqual(await refused(say(" ")), { code: "refused", message: "There is nothing to read." });
    match(JSON.stringify(await refused({ action: "join" })), /needs the field \\"room\\"/);
    await alice.send({ action: "who", room });
    const { replyTo, error } = await alice.next();
    deepEqual([replyTo, (error as { code: string }).code], [undefined, "invalid"]);
  });

  it("answers what no route is for with what there is", async () => {
    await alice.send("hello");
    const { error } = await alice.next();
    match(JSON.stringify(error), /This message is no JSON object\. Send one of:.*join.*ping/);
    match(JSON.stringify(await alice.ask({ action: "sing" })), /There is no action \\"sing\\"/);
  });

  it("answers a ping without a function", async () => {
    await laptop.settled();
    const results = laptop.entries({ event: "result" }).length;
    await alice.send({ action: "ping" });
    deepEqual(await alice.next(), { type: "pong" });
    await laptop.settled();
    equal(laptop.entries({ event: "result" }).length, results);
  });

  it("loses nothing when the environment of a message is killed before it was sent", async () => {
    for (const one of [bob, alice]) await one.ask({ action: "join", room });
    await bob.next();
    await laptop.settled();
    const held = laptop.delay("execute-api:ManageConnections", "1h");
    await alice.send(say("hi", { id: "lost" }));
    await laptop.settled();
    ok(held.calls > 0);
    laptop.kill(laptop.environments("events").find(({ state }) => state === "busy"));
    match(String((await alice.next()).message), /Internal server error/);
    held.end();
    deepEqual(bob.unread(), []);
    const { sequence } = await alice.ask(say("hi", { id: "lost" }));
    deepEqual([sequence, (await bob.next()).id], [1, "lost"]);
  });

  it("limits how fast a connection sends", async () => {
    for (let i = 0; i < 30; i++) await alice.send({ action: "who", id: `${i}`, room });
    const codes: string[] = [];
    for (let i = 0; i < 30; i++)
      codes.push(((await alice.next()) as { error: { code: string } }).error.code);
    ok(codes.includes("tooMany"), codes.join());
    ok(codes.includes("notMember"), codes.join());
  });

  it("refuses a name that is too long, and names who gives none", async () => {
    const query = { user: "x".repeat(65) };
    await rejects(laptop.connect({ query }), { status: 400 });
    const guest = personOf(await laptop.connect());
    await guest.ask({ action: "join", room });
    const { users } = await guest.ask({ action: "who", room });
    equal((users as string[])[0], `guest-${guest.connection.id.slice(0, 6)}`);
    await guest.connection.close();
  });

  const table = () => laptop.table("rooms");
  const itemsOf = async (connectionId: string) =>
    (await table().items()).filter((item) => item.connectionId === connectionId);
});

describe("examples/rooms with more members than an invocation serves", () => {
  it("passes them to fan-out, each once; no permission is missing, and none too many", async () => {
    const config = { connectionsPerInvocation: "1", messagesPerSecond: "100" };
    const laptop = await startLaptop({ program: __dirname, config });
    try {
      const people: Person[] = [];
      for (const user of ["alice", "bob", "carol", "dave", "erin", "frank"])
        people.push(await personAt(laptop, user));
      // The first of the table is served by the invocation that a message began, and so fan-out finds all who are gone.
      people.sort((one, other) => (one.connection.id < other.connection.id ? -1 : 1));
      for (const one of people) await one.ask({ action: "join", room: "a", since: 0 });
      await laptop.settled();
      for (const one of people) while (one.unread().length > 0) await one.next();
      await people[0]!.send({ action: "say", id: "x", room: "a", text: "hello" });
      await laptop.settled();
      for (const one of people) {
        const messages = one.unread().filter(({ type }) => type === "message");
        deepEqual(
          messages.map(({ text, sequence }) => [text, sequence]),
          [["hello", 1]],
        );
      }
      deepEqual(laptop.entries({ event: "deny" }), []);
      deepEqual(laptop.entries({ event: "result", failed: true }), []);
      await people[1]!.connection.close();
      await laptop.settled();
      // Two go at once: whoever tells the others of one finds the other gone, whose handshake might not be over yet. That
      // one's $disconnect is held until then.
      const pair = [await personAt(laptop, "gina"), await personAt(laptop, "hugo")];
      for (const one of pair) await one.ask({ action: "join", room: "a" });
      await laptop.settled();
      for (const action of ["dynamodb:Query", "dynamodb:GetItem"])
        laptop.delay(action, "1s", { times: 1 });
      const isFound = laptop.until({ event: "delay", action: "dynamodb:GetItem" });
      for (const { connection } of pair) laptop.cut(connection);
      await isFound;
      laptop.clock.advance("1s");
      await laptop.settled();
      deepEqual(laptop.entries({ event: "deny" }), []);
      // Whoever is gone without a word is forgotten by fan-out too.
      for (const { connection } of people.slice(2)) {
        await makeOld(laptop, connection.id);
        laptop.cut(connection);
      }
      await laptop.settled();
      await people[0]!.ask({ action: "say", room: "a", text: "anyone?" });
      await laptop.settled();
      const { users } = await people[0]!.ask({ action: "who", room: "a" });
      equal((users as string[]).length, 1);
      const { functions } = laptop.runtime.model;
      const { name } = functions.find(({ logicalName }) => logicalName === "fan-out")!;
      ok(laptop.entries({ event: "result", function: name }).length > 0);
      await people[0]!.ask({ action: "to", user: (users as string[])[0], text: "me" });
      await people[0]!.ask({ action: "leave", room: "a" });
      await fetch(String(laptop.runtime.model.outputs.page));
      await laptop.settled();
      deepEqual(laptop.usage().unused, []);
    } finally {
      await laptop.close();
    }
  });
});

describe("The stack dev of examples/rooms", () => {
  it("violates no rule of the policy pack", async () => {
    deepEqual(await findingsOf(await evaluated({ program: __dirname })), []);
  });
});

describe("examples/rooms with sign-in", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname, config: { authorization: "JWT" } });
  });
  after(() => laptop?.close());

  it("knows people by their tokens, and by nothing that they say", async () => {
    await rejects(laptop.connect({ query: { user: "alice" } }), { status: 401 });
    const alice = personOf(await laptop.connect({ as: "alice", query: { user: "bob" } }));
    equal(alice.connection.protocol, "bearer");
    await alice.ask({ action: "join", room: "a" });
    const { before } = await alice.ask({ action: "say", room: "a", text: "hi" });
    equal(before[0]!.from, "alice");
  });
});

/**
 * As if the rows were of an earlier connection, made an hour ago: `$disconnect` leaves them alone, and nobody takes the
 * connection for one that is still in its handshake.
 */
async function makeOld(laptop: Laptop, connectionId: string) {
  const table = laptop.table("rooms");
  for (const item of await table.items())
    if (item.connectionId === connectionId)
      await table.put({ ...item, connectedAt: Number(item.connectedAt) - 3_600_000 });
}
