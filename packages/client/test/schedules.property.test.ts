import assert from "node:assert/strict";
import fc from "fast-check";
import { connect, rooms, type ClientError, type Connection, type Gap } from "../src/index";
import { ChatService } from "./support/chat-service";
import { fakeNetwork } from "./support/fake-network";
import { generator } from "./support/generator";
import { ManualClock } from "./support/manual-clock";

const ROOMS = ["a", "b"];
const MINUTE_MS = 60_000;

interface Person {
  connection: Connection<{ room: string; sequence: number; text: string }, object>;
  received: Record<string, string[]>;
  gaps: Gap[];
  /** What it said without wanting to hear it. */
  quiet: string[];
}

/** What happens next, and how long after. */
const step = fc.record({
  waitMs: fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 130 * MINUTE_MS }) },
  ),
  person: fc.nat(2),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant("say") },
    { weight: 1, arbitrary: fc.constant("quiet") },
    { weight: 3, arbitrary: fc.constant("cut") },
    { weight: 1, arbitrary: fc.constant("half-open") },
    { weight: 1, arbitrary: fc.constant("sleep") },
  ),
});

const schedule = fc.record({
  seed: fc.integer(),
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
  maxLatencyMs: fc.constantFrom(0, 50, 5000),
  refused: fc.constantFrom(0, 0.3),
  lostPosts: fc.constantFrom(0, 0.1),
  killed: fc.constantFrom(0, 0.1),
});

describe("A connection to rooms with history", function () {
  this.timeout(300_000);

  // SCHEDULES=1000 tries more. A failure prints the seed and the schedule.
  const numRuns = Number(process.env.SCHEDULES ?? 200);
  it(`has every message once and in order, whatever ${numRuns} schedules do to it`, async () => {
    const seed = Number(process.env.SEED ?? 24);
    await fc.assert(fc.asyncProperty(schedule, run), { numRuns, seed });
  });
});

async function run(given: typeof schedule extends fc.Arbitrary<infer T> ? T : never) {
  const { seed, steps, ...faults } = given;
  const random = generator(seed);
  const clock = new ManualClock();
  const service = new ChatService();
  service.onlyMembers = true;
  const network = fakeNetwork(clock, random, service, faults);
  const sent: string[] = [];
  const answered: string[] = [];
  const people = [0, 1, 2].map(() => {
    const connection: Person["connection"] = connect({
      url: "ws://fake",
      since: rooms({ a: 0, b: 0 }),
      WebSocket: network.WebSocket,
      clock,
      random,
    });
    const person: Person = { connection, received: { a: [], b: [] }, gaps: [], quiet: [] };
    connection.on("message", ({ room, sequence, text }) => {
      person.received[room]!.push(`${sequence} ${text}`);
    });
    connection.on("gap", (gap) => person.gaps.push(gap));
    return person;
  });

  for (const { waitMs, person, what } of steps) {
    await clock.advance(waitMs);
    const { connection } = people[person]!;
    const socket = [...network.sockets][person];
    if (what === "say" || what === "quiet") {
      const text = `message ${sent.length}`;
      sent.push(text);
      const room = ROOMS[sent.length % 2];
      if (what === "quiet") people[person]!.quiet.push(text);
      connection.send({ action: "say", room, text, echo: what === "say" }).then(
        () => answered.push(text),
        // Its function may have been killed each time.
        (error: ClientError) => assert.equal(error.code, "no-reply"),
      );
    } else if (what === "cut") socket?.cut();
    else if (what === "half-open") socket?.cut(1006, "", false);
    else clock.sleep(30 * MINUTE_MS);
  }
  Object.assign(network.faults, { refused: 0, lostPosts: 0, killed: 0 });
  await clock.advance(20 * MINUTE_MS);

  const said: string[] = [];
  for (const room of ROOMS) {
    const { entries, sequence } = service.room(room);
    const all = entries.filter(({ text }) => text !== undefined);
    said.push(...all.map(({ text }) => text!));
    for (const { received, connection, gaps, quiet } of people) {
      assert.deepEqual(gaps, []);
      assert.match(connection.state.name, /^(open|swapping)$/);
      assert.equal(connection.since[room], sequence);
      // What one said quietly may come from the history, after a cut.
      const expected = all.filter(
        ({ sequence, text }) =>
          !quiet.includes(text!) || received[room]!.includes(`${sequence} ${text}`),
      );
      assert.deepEqual(
        received[room],
        expected.map((each) => `${each.sequence} ${each.text}`),
      );
    }
  }
  assert.deepEqual([...new Set(said)], said);
  assert.deepEqual(
    said.filter((text) => !sent.includes(text)),
    [],
  );
  assert.deepEqual(
    answered.filter((text) => !said.includes(text)),
    [],
  );
  const closed = Promise.all(people.map(({ connection }) => connection.close()));
  await clock.advance(10_000);
  await closed;
}
