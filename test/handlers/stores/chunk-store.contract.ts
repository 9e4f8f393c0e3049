import { deepEqual, equal } from "node:assert/strict";
import type { ChunkStore } from "../../../handlers/stores/chunk-store";

const MINUTE_MS = 60_000;

/** The facts that hold for every chunk store. */
export function itIsAChunkStore(create: () => ChunkStore | Promise<ChunkStore>): void {
  let chunks: ChunkStore;
  beforeEach(async () => {
    chunks = await create();
  });

  const take = (chunkId: string, forMs = MINUTE_MS) => chunks.take(chunkId, Date.now() + forMs);

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
