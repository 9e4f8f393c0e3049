import { deepEqual, equal } from "node:assert/strict";
import {
  noProgress,
  type ChunkProgress,
  type ChunkStore,
} from "../../../handlers/stores/chunk-store";

const MINUTE_MS = 60_000;

/** The facts that hold for every chunk store. */
export function itIsAChunkStore(create: () => ChunkStore | Promise<ChunkStore>): void {
  let chunks: ChunkStore;
  beforeEach(async () => {
    chunks = await create();
  });

  const inTime = (forMs = MINUTE_MS) => Date.now() + forMs;
  const takeUntil = (chunkId: string, untilMs: number) => chunks.take(chunkId, untilMs);
  /** @returns "taken" in place of the progress. */
  const take = async (chunkId: string, forMs = MINUTE_MS) => {
    const taken = await takeUntil(chunkId, inTime(forMs));
    return typeof taken === "string" ? taken : "taken";
  };

  it("gives a chunk to the first who takes it", async () => {
    equal(await take("a/1"), "taken");
    equal(await take("a/1"), "busy");
  });

  it("gives a chunk to one of those who take it at once", async () => {
    const answers = await Promise.all(["a/1", "a/1", "a/1", "a/1"].map((id) => take(id)));
    deepEqual(answers.sort(), ["busy", "busy", "busy", "taken"]);
  });

  it("keeps chunks apart", async () => {
    equal(await take("a/1"), "taken");
    equal(await take("a/2"), "taken");
    equal(await take("b/1"), "taken");
  });

  it("gives a chunk again when whoever took it did not finish in time", async () => {
    equal(await take("a/1", -1), "taken");
    equal(await take("a/1"), "taken");
    equal(await take("a/1"), "busy");
  });

  it("gives a new chunk without progress", async () => {
    deepEqual(plain(await takeUntil("a/1", inTime())), plain(noProgress()));
  });

  it("gives on what the last invocation recorded", async () => {
    const progress = { started: 9, repeated: Uint8Array.of(2, 0), settled: Uint8Array.of(255, 1) };
    await takeUntil("a/1", inTime());
    await chunks.record("a/1", inTime(), { ...progress, started: 5 });
    equal(await take("a/1"), "busy");
    await chunks.record("a/1", inTime(-1), progress);
    deepEqual(plain(await takeUntil("a/1", inTime(-1))), plain(progress));
    deepEqual(plain(await takeUntil("a/1", inTime())), plain(progress));
  });

  it("never gives a chunk that is finished", async () => {
    await take("a/1", -1);
    await chunks.finish("a/1");
    equal(await take("a/1"), "finished");
    equal(await take("a/2"), "taken");
  });

  it("takes a chunk for finished that was finished twice", async () => {
    await take("a/1");
    await chunks.finish("a/1");
    await chunks.finish("a/1");
    equal(await take("a/1"), "finished");
  });
}

/** The same whether bytes are a Buffer or not. */
function plain(progress: ChunkProgress | string) {
  if (typeof progress === "string") return progress;
  const { started, repeated, settled } = progress;
  return { started, repeated: [...repeated], settled: [...settled] };
}
