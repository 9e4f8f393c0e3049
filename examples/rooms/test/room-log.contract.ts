import { deepEqual, equal } from "node:assert/strict";
import type { Entry, RoomLog } from "../stores/room-log";

const DAY_MS = 24 * 3_600_000;

/** The facts that hold for the history of every room store. */
export function itIsARoomLog(logOf: () => RoomLog): void {
  const untilMs = Math.ceil(Date.now() / 1000) * 1000 + DAY_MS;
  const entryOf = (sequence: number, id?: string, keptUntilMs = untilMs): Entry => ({
    ...{ sequence, keptUntilMs },
    ...(id !== undefined && { said: { id, from: "alice", text: `text of ${id} é`, atMs: 5 } }),
  });

  it("gives each number once, and counts each room for itself", async () => {
    const log = logOf();
    const taken = await Promise.all(Array.from({ length: 20 }, () => log.take("a", 5)));
    deepEqual(
      taken.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, place) => place + 1),
    );
    equal(await log.take("b", 6), 1);
  });

  it("tells when its first and its last number were taken", async () => {
    const log = logOf();
    deepEqual(await log.state("a"), { latest: 0, takenAtMs: 0, startedAtMs: 0 });
    await log.take("a", 1000);
    await log.take("a", 3000);
    deepEqual(await log.state("a"), { latest: 2, takenAtMs: 3000, startedAtMs: 1000 });
  });

  it("keeps the first entry of a number, and no other, whichever is void", async () => {
    const log = logOf();
    equal(await log.put("a", entryOf(1, "x")), "kept");
    equal(await log.put("a", entryOf(1)), "taken");
    equal(await log.put("a", entryOf(2)), "kept");
    equal(await log.put("a", entryOf(2, "y")), "taken");
    equal(await log.put("a", entryOf(2)), "taken");
    deepEqual(await log.read("a", 0, 10), [entryOf(1, "x"), entryOf(2)]);
    // What could not be put is not remembered by its ID.
    equal(await log.numberOf("a", "alice", "y"), undefined);
  });

  it("keeps what a sender has said by an ID once in a room", async () => {
    const log = logOf();
    equal(await log.put("a", entryOf(1, "x")), "kept");
    equal(await log.put("a", entryOf(2, "x")), "repeated");
    equal(await log.put("a", entryOf(1, "x")), "repeated");
    equal(await log.numberOf("a", "alice", "x"), 1);
    equal(await log.numberOf("a", "bob", "x"), undefined);
    equal(await log.numberOf("b", "alice", "x"), undefined);
    equal(await log.put("b", entryOf(1, "x")), "kept");
    const ofBob = { ...entryOf(2, "x"), said: { id: "x", from: "bob", text: "hi", atMs: 5 } };
    equal(await log.put("a", ofBob), "kept");
  });

  it("decides among many that want the same number or have the same ID", async () => {
    const log = logOf();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) => log.put("a", entryOf(1, i % 2 ? `x${i}` : undefined))),
    );
    equal(outcomes.filter((each) => each === "kept").length, 1);
    const again = await Promise.all(
      Array.from({ length: 8 }, (_, i) => log.put("a", entryOf(10 + i, "same"))),
    );
    deepEqual(again.sort(), ["kept", ...Array.from({ length: 7 }, () => "repeated")]);
  });

  it("reads in the order of the numbers, from one on, and so many", async () => {
    const log = logOf();
    const sequences = [2, 11, 100, 1, 9, 10, 99, 1000];
    for (const sequence of sequences) await log.put("a", entryOf(sequence, `id-${sequence}`));
    await log.put("ab", entryOf(3, "other"));
    const read = async (from: number, max: number) =>
      (await log.read("a", from, max)).map(({ sequence }) => sequence);
    deepEqual(await read(0, 100), [1, 2, 9, 10, 11, 99, 100, 1000]);
    deepEqual(await read(9, 3), [9, 10, 11]);
    deepEqual(await read(101, 3), [1000]);
    deepEqual(await read(1001, 3), []);
  });

  it("does not read what is no longer kept, and does not decide its number anew", async () => {
    const log = logOf();
    const over = Math.floor(Date.now() / 1000) * 1000 - 5000;
    for (const sequence of [1, 2, 3, 4])
      await log.put("a", entryOf(sequence, `id-${sequence}`, sequence < 4 ? over : untilMs));
    deepEqual(await log.read("a", 1, 1), [entryOf(4, "id-4")]);
    equal(await log.put("a", entryOf(2)), "taken");
  });
}
