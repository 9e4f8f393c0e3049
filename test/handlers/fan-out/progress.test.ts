import { deepEqual } from "node:assert/strict";
import { progressOf } from "../../../handlers/fan-out/progress";
import type { ChunkProgress } from "../../../handlers/stores/chunk-store";
import { recordConsole, restoreConsole } from "../support/console";

const recipients = () =>
  ["alice", "bob", "carol", "dave"].map((connectionId) => ({ connectionId, connectedAt: 1 }));

/** The connections at these places. */
const places = (...all: number[]) => Uint8Array.of(all.reduce((bits, one) => bits | (1 << one), 0));

describe("The progress of a chunk whose environment died", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  /** Takes up the chunk, and begins with all its posts. */
  const takeUp = async (earlier: ChunkProgress) => {
    const saved: ChunkProgress[] = [];
    const all = recipients();
    const progress = progressOf(all, earlier, async (one) => void saved.push(structuredClone(one)));
    const due = await progress.begin(all);
    return { progress, due, saved };
  };

  it("leaves out whom nothing is owed, and repeats posts that had begun", async () => {
    const { due } = await takeUp({ started: 3, repeated: places(), settled: places(1) });
    deepEqual(due, [
      { connectionId: "alice", connectedAt: 1, mayHaveIt: true },
      { connectionId: "carol", connectedAt: 1, mayHaveIt: true },
      { connectionId: "dave", connectedAt: 1 },
    ]);
  });

  it("repeats no post a second time, and records what it repeats before it does", async () => {
    const { due, saved } = await takeUp({ started: 2, repeated: places(0), settled: places() });
    deepEqual(
      due.map(({ connectionId }) => connectionId),
      ["bob", "carol", "dave"],
    );
    deepEqual(saved, [{ started: 4, repeated: places(0, 1), settled: places(0) }]);
  });

  it("knows who is settled by the connection ID", async () => {
    const { progress } = await takeUp({ started: 0, repeated: places(), settled: places() });
    progress.settled({ connectionId: "carol", connectedAt: 1 });
    const settled = recipients().map(({ connectionId }) => progress.isSettled(connectionId));
    deepEqual(settled, [false, false, true, false]);
  });
});
