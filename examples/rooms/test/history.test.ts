import { deepEqual, equal, rejects } from "node:assert/strict";
import { later } from "../../../test/handlers/support/fake-time";
import { missedSince, record } from "../history";
import { memoryRoomLog } from "../stores/memory/memory-room-log";
import type { RoomLog, Said } from "../stores/room-log";

const HOUR_MS = 3_600_000;
const SETTINGS = { keptMs: 24 * HOUR_MS, maxEntries: 5 };

describe("The history of a room", () => {
  let log: RoomLog;
  beforeEach(() => {
    log = memoryRoomLog();
  });
  const say = (id: string, settings = SETTINGS) => record(log, "a", saidAs(id), settings);
  /** What is missed, as it is told. */
  const since = async (sequence: number) => {
    const missed = await missedSince(log, "a", sequence, SETTINGS, Date.now());
    const told = missed.entries.map((entry) => entry.said?.id ?? `void ${entry.sequence}`);
    return { ...missed, entries: told };
  };
  const NOTHING_MORE = { hasMore: false, voids: [] as number[] };

  it("tells what was said after a number, in order", async () => {
    for (const id of ["x", "y", "z"]) await say(id);
    deepEqual(await since(1), { entries: ["y", "z"], latest: 3, oldest: 2, ...NOTHING_MORE });
    deepEqual(await since(0), { entries: ["x", "y", "z"], latest: 3, oldest: 1, ...NOTHING_MORE });
    deepEqual(await since(3), { entries: [], latest: 3, oldest: 4, ...NOTHING_MORE });
  });

  it("tells the latest number to who knows of a later one: the room was made anew", async () => {
    await say("x");
    deepEqual(await since(7), { entries: [], latest: 1, oldest: 1, ...NOTHING_MORE });
  });

  it("tells so many of the latest to who knows no number", async () => {
    for (const id of ["x", "y", "z"]) await say(id);
    deepEqual(await since(-2), { entries: ["y", "z"], latest: 3, oldest: 2, ...NOTHING_MORE });
    deepEqual((await since(-9)).entries, ["x", "y", "z"]);
  });

  it("gives what is said twice by an ID one number", async () => {
    const first = await say("x");
    await say("y");
    const again = await record(log, "a", { ...saidAs("x"), text: "other" }, SETTINGS);
    deepEqual(again, { entry: first.entry, sequence: 1, voids: [] });
    deepEqual((await since(0)).entries, ["x", "y"]);
  });

  it("makes a number void that was taken and not used, and says so once", async () => {
    await say("x");
    await log.take("a", Date.now());
    await say("y");
    await log.take("a", Date.now());
    const entries = ["x", "void 2", "y", "void 4"];
    deepEqual(await since(0), { entries, latest: 4, oldest: 1, hasMore: false, voids: [4, 2] });
    deepEqual(await since(0), { entries, latest: 4, oldest: 1, ...NOTHING_MORE });
  });

  it("gives a writer another number whose first one has become void", async () => {
    const slow: RoomLog = {
      ...log,
      async put(...args) {
        if (args[1].said && args[1].sequence === 1) await since(0);
        return log.put(...args);
      },
    };
    const { sequence } = await record(slow, "a", saidAs("x"), SETTINGS);
    equal(sequence, 2);
    deepEqual((await since(0)).entries, ["void 1", "x"]);
  });

  it("makes the second number void of a request that ran twice at once", async () => {
    const twin: RoomLog = {
      ...log,
      async take(...args) {
        const number = await log.take(...args);
        if (number === 1) await say("x");
        return number;
      },
    };
    const recorded = await record(twin, "a", saidAs("x"), SETTINGS);
    deepEqual([recorded.sequence, recorded.entry?.said?.id, recorded.voids], [2, "x", [1]]);
    deepEqual((await since(0)).entries, ["void 1", "x"]);
  });

  it("gives up where every number is void before it can be used", async () => {
    const put: RoomLog["put"] = async () => "taken";
    await rejects(record({ ...log, put }, "a", saidAs("x"), SETTINGS), /in 20 attempts/);
  });

  it("tells so many at once, and that there are more", async () => {
    for (let id = 1; id <= 12; id++) await say(`${id}`);
    const first = await since(0);
    deepEqual([first.entries, first.latest, first.hasMore], [["1", "2", "3", "4", "5"], 12, true]);
    const last = await since(10);
    deepEqual([last.entries, last.hasMore], [["11", "12"], false]);
  });

  describe("that no longer has everything", () => {
    it("tells from where on it is whole", async () => {
      for (const id of ["1", "2", "3"]) await say(id);
      await later(20 * HOUR_MS, async () => {
        for (const id of ["4", "5"]) await say(id);
      });
      // The first three are deleted, and the room began longer ago than it remembers.
      await later(26 * HOUR_MS, async () => {
        const entries = ["4", "5"];
        deepEqual(await since(1), { entries, latest: 5, oldest: 4, ...NOTHING_MORE });
        deepEqual(await since(4), { entries: ["5"], latest: 5, oldest: 5, ...NOTHING_MORE });
      });
    });

    it("does not take what is over for a number that was never used", async () => {
      for (const id of ["1", "2"]) await say(id);
      for (const hours of [24.5, 26])
        await later(hours * HOUR_MS, async () => {
          const nothing = { entries: [], latest: 2, oldest: 3, ...NOTHING_MORE };
          deepEqual(await since(0), nothing);
          deepEqual(await since(1), nothing);
        });
    });

    it("keeps a void no longer than what came after it", async () => {
      await say("1");
      await log.take("a", Date.now());
      await say("3");
      await later(23 * HOUR_MS, async () => {
        await say("4");
        deepEqual((await since(0)).entries, ["1", "void 2", "3", "4"]);
      });
      await later(26 * HOUR_MS, async () => {
        deepEqual(await since(2), { entries: ["4"], latest: 4, oldest: 4, ...NOTHING_MORE });
      });
    });
  });
});

function saidAs(id: string): Said {
  return { id, from: "alice", text: `text of ${id}`, atMs: Date.now() };
}
