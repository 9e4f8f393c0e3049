import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { recordConsole, restoreConsole } from "../../../test/handlers/support/console";
import { restoreEnvironment, setEnvironment } from "../../../test/handlers/support/environment";
import {
  describeWithMongoDb,
  testDatabases,
  type TestDatabases,
} from "../../../test/support/mongodb";
import { memoryRoomStore } from "../stores/memory/memory-room-store";
import { mongoRoomStore } from "../stores/mongodb/mongo-room-store";
import { roomPlace, type RoomStore } from "../stores/room-store";
import { castOf, type Chatter } from "./chatter";
import { useDynamoRooms } from "./rooms-table";
import { turnsOf } from "./turns";

type MakeStore = () => RoomStore | Promise<RoomStore>;

/** Somebody's requests, one after the other. Environments die before so many calls, the first ones first. */
interface Script {
  does: ("join" | "say")[];
  deaths: number[];
}

const ROOM = "a";

const scripts = (deaths: fc.Arbitrary<number[]>) =>
  fc.array(
    fc.record<Script>({
      does: fc.array(fc.constantFrom<"join" | "say">("say", "say", "join"), { maxLength: 4 }),
      deaths,
    }),
    { minLength: 2, maxLength: 4 },
  );
/** Who goes next among those that wait; then the first. */
const choices = fc.array(fc.nat(1000), { maxLength: 150, size: "max" });
const noDeaths = fc.constant<number[]>([]);
const someDeaths = fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 1, maxLength: 3 });

/** The seam between history and live: history.ts says why it holds. */
function itHasNoSeam(makeStore: MakeStore, runs: number): void {
  beforeEach(() => void recordConsole());
  afterEach(restoreConsole);

  it("gives every member every number, live or from the history, without asking twice", () =>
    check(scripts(noDeaths), runs, async (given, order) => {
      const { chatters, latest } = await played(await makeStore(), given, order);
      for (const chatter of chatters) equal(chatter.whole(), latest, numbersOf(chatter));
      deciding(chatters, given);
    }));

  it("gives every member every number once it asks, whenever environments die", () =>
    check(scripts(someDeaths), runs, async (given, order) => {
      const { chatters, latest } = await played(await makeStore(), given, order);
      for (const chatter of chatters) equal(chatter.whole(), latest, numbersOf(chatter));
      deciding(chatters, given);
    }));
}

function check(
  given: fc.Arbitrary<Script[]>,
  numRuns: number,
  holds: (given: Script[], order: number[]) => Promise<void>,
): Promise<void> {
  return fc.assert(fc.asyncProperty(given, choices, holds), { numRuns });
}

/** Everyone joins and does what the script says. Whoever gets no answer asks again by the same ID. */
async function played(store: RoomStore, given: Script[], order: number[]) {
  const rest = order.values();
  const turns = turnsOf((count) => (rest.next().value ?? 0) % count);
  const { chatters } = await castOf(given.length, store, turns);
  const play = async (chatter: Chatter, { does, deaths }: Script, place: number) => {
    const dying = [...deaths];
    for (const [step, action] of (["join", ...does] as const).entries()) {
      const id = `${place}.${step}`;
      const text = `text of ${id}`;
      for (let reply; !reply;) {
        const request = action === "join" ? { since: chatter.whole() } : { text };
        reply = await chatter.ask({ action, id, room: ROOM, ...request }, dying.shift());
      }
    }
  };
  const all = Promise.all(chatters.map((chatter, place) => play(chatter, given[place]!, place)));
  await Promise.all([turns.play(), all]);
  // Environments may have died between keeping and sending.
  if (given.some(({ deaths }) => deaths.length > 0)) {
    const last = chatters.map((chatter, place) =>
      chatter.ask({ action: "join", id: `${place}.last`, room: ROOM, since: chatter.whole() }),
    );
    await Promise.all([turns.play(), ...last]);
  }
  const { latest } = await store.log.state(roomPlace(ROOM));
  return { chatters, latest };
}

/** Everyone was told the same of each number, and what was said has one number. */
function deciding(chatters: Chatter[], given: Script[]) {
  const [first, ...others] = chatters.map(({ received }) => framesOf(received));
  for (const other of others) deepEqual(other, first);
  const said = given.flatMap(({ does }, place) =>
    does.flatMap((action, step) => (action === "say" ? [`${place}.${step + 1}`] : [])),
  );
  const ids = first!.flatMap(({ id }) => id ?? []);
  deepEqual(ids.sort(), said.sort());
  for (const { id, text, type } of first!)
    ok(type === "void" ? id === undefined : text === `text of ${id}`);
}

function framesOf(received: Chatter["received"]) {
  return [...received.values()].sort((a, b) => a.sequence - b.sequence);
}

function numbersOf({ visitor, received }: Chatter): string {
  return `${visitor.connectionId} has ${[...received.keys()].sort((a, b) => a - b).join()}`;
}

describe("The seam between history and live, in memory", () => {
  itHasNoSeam(() => memoryRoomStore(2), 1000);
});

describe("The seam between history and live, in DynamoDB", () => {
  itHasNoSeam(useDynamoRooms(), 25);
});

describeWithMongoDb("The seam between history and live, in MongoDB", function (uri) {
  let databases: TestDatabases;
  before(() => {
    databases = testDatabases(uri);
  });
  after(async () => {
    restoreEnvironment();
    await databases.close();
  });
  itHasNoSeam(() => {
    setEnvironment({ MONGODB_DATABASE: databases.next() });
    return mongoRoomStore(databases.client);
  }, 15);
});
