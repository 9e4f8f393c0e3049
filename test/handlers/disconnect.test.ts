import { deepEqual, rejects } from "node:assert/strict";
import { disconnect } from "../../handlers/disconnect";
import { memoryConnectionStore } from "../../handlers/stores/memory/memory-connection-store";
import { contextOf, eventOf } from "./support/handler-events";

describe("$disconnect", () => {
  it("removes the connection", async () => {
    const store = memoryConnectionStore();
    const event = eventOf("$disconnect", "alice");
    await store.add({ connectionId: "alice", connectedAt: event.requestContext.connectedAt });
    await store.add({ connectionId: "bob", connectedAt: Date.now() });
    const result = await disconnect(store)(event, contextOf());
    deepEqual(result, { statusCode: 200 });
    const ids: string[] = [];
    for await (const page of store.list()) ids.push(...page.map((c) => c.connectionId));
    deepEqual(ids, ["bob"]);
  });

  it("keeps a later connection under the same ID", async () => {
    const store = memoryConnectionStore();
    const event = eventOf("$disconnect", "alice");
    const connectedAt = event.requestContext.connectedAt + 1;
    await store.add({ connectionId: "alice", connectedAt });
    await disconnect(store)(event, contextOf());
    for await (const page of store.list())
      deepEqual(page, [{ connectionId: "alice", connectedAt }]);
  });

  it("succeeds when the connection is not stored", async () => {
    const store = memoryConnectionStore();
    const result = await disconnect(store)(eventOf("$disconnect", "nobody"), contextOf());
    deepEqual(result, { statusCode: 200 });
  });

  it("fails when the store fails", async () => {
    const remove = () => Promise.reject(new Error("The table is gone."));
    const store = { ...memoryConnectionStore(), remove };
    await rejects(
      disconnect(store)(eventOf("$disconnect", "alice"), contextOf()),
      /The table is gone/,
    );
  });
});
