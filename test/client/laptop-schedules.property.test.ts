import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import type { ClientError } from "pulumi-websockets-client";
import { PROJECT_FOLDER } from "../support/evaluated";
import { memberAt, type Member } from "./support/member";
import { pass } from "./support/quiet";

const PEOPLE = 3;
const STEP_MS = 12_000;
const MINUTE_MS = 60_000;

/** What happens to whom. What somebody says is under way when the next thing happens. */
const step = fc.record({
  person: fc.nat(PEOPLE - 1),
  what: fc.oneof(
    { weight: 10, arbitrary: fc.constant("say") },
    { weight: 3, arbitrary: fc.constant("cut") },
    { weight: 2, arbitrary: fc.constant("kill") },
    { weight: 4, arbitrary: fc.constant("pass") },
    { weight: 1, arbitrary: fc.constant("restart") },
    { weight: 1, arbitrary: fc.constant("sleep") },
    { weight: 1, arbitrary: fc.constant("swap") },
  ),
  /** How many turns of the event loop pass until the next one. */
  turns: fc.integer({ min: 0, max: 60 }),
});

describe("Connections to rooms on a laptop", function () {
  this.timeout(4 * 3_600_000);
  let laptop: Laptop;
  let runs = 0;
  before(async () => {
    laptop = await startLaptop({ program: join(PROJECT_FOLDER, "examples/rooms") });
  });
  after(() => laptop?.close());

  // The same each time, with everything that happens. SCHEDULES=100 SEED=7 tries others; a failure prints the schedule.
  const numRuns = Number(process.env.SCHEDULES ?? 2);
  const seed = Number(process.env.SEED ?? 33);
  it(`have every message once and in order, whatever ${numRuns} schedules do to them`, async () => {
    const schedules = fc.array(step, { minLength: 5, maxLength: 25 });
    // Each is long: a smaller one that fails too would be hours away.
    const options = { numRuns, seed, endOnFailure: true };
    await fc.assert(
      fc.asyncProperty(schedules, (steps) => run(laptop, `room ${++runs}`, steps)),
      options,
    );
  });
});

async function run(
  laptop: Laptop,
  room: string,
  steps: { person: number; what: string; turns: number }[],
): Promise<void> {
  const people: Member[] = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await memberAt(laptop, `user ${i}`, [room]));
  const said: string[] = [];
  const answered: string[] = [];
  const wait = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += STEP_MS) await pass(laptop, STEP_MS);
  };
  try {
    for (const { person, what, turns } of steps) {
      const member = people[person]!;
      if (what === "say") {
        const text = `message ${said.length}`;
        said.push(text);
        member.connection.send({ action: "say", room, text }).then(
          () => answered.push(text),
          // Its function may have been killed each time.
          ({ code }: ClientError) => equal(code, "no-reply"),
        );
      } else if (what === "cut") member.cut();
      else if (what === "kill")
        for (const environment of laptop.environments()) laptop.kill(environment);
      else if (what === "pass") await wait(MINUTE_MS);
      else if (what === "restart") await laptop.restart();
      else if (what === "swap") await wait(116 * MINUTE_MS);
      else {
        member.sleep();
        await wait(15 * MINUTE_MS);
        member.wake();
      }
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    }
    await wait(15 * MINUTE_MS);
    const [first] = people;
    const texts = first!.received[room]!.map((each) => each.replace(/^\d+ /, ""));
    deepEqual([...new Set(texts)], texts);
    deepEqual(
      texts.filter((text) => !said.includes(text)),
      [],
    );
    deepEqual(
      answered.filter((text) => !texts.includes(text)),
      [],
    );
    for (const { received, gaps, connection } of people) {
      match(connection.state.name, /^(open|swapping)$/);
      deepEqual(gaps, []);
      deepEqual(received[room], first!.received[room]);
    }
  } finally {
    for (const member of people) await member.close();
    await laptop.settled();
  }
}
