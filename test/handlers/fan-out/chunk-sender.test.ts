import { deepEqual } from "node:assert/strict";
import { startChunkSender } from "../../../handlers/fan-out/chunk-sender";
import { recordConsole, restoreConsole } from "../support/console";

describe("Connections that could not be passed to fan-out", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(restoreConsole);

  for (const mayBeAccepted of [true, false])
    it(`${mayBeAccepted ? "may" : "do not"} have the message, as the error says`, async () => {
      const sender = startChunkSender({
        sendChunk: () => Promise.reject(Object.assign(new Error("Lost."), { mayBeAccepted })),
        message: "hello",
        chunkId: "event",
        hops: 0,
        maxConnections: 2,
        isSettled: undefined,
      });
      const alice = { connectionId: "alice", connectedAt: 1 };
      await sender.add([alice]);
      const refused = [{ ...alice, ...(mayBeAccepted && { mayHaveIt: true }) }];
      deepEqual(await sender.end(), { passed: 0, refused });
    });
});
