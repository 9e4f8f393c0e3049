import { deepEqual, equal } from "node:assert/strict";
import { connect } from "../../handlers/connect";
import type { Connection } from "../../handlers/stores/connection-store";
import { memoryConnectionStore } from "../../handlers/stores/memory/memory-connection-store";
import { recordConsole, restoreConsole } from "./support/console";
import { contextOf, eventOf } from "./support/handler-events";

describe("$connect", () => {
  afterEach(restoreConsole);

  it("stores the connection before it accepts it", async () => {
    const store = memoryConnectionStore();
    const event = eventOf("$connect", "alice");
    deepEqual(await connect(store)(event, contextOf()), { statusCode: 200 });
    const listed: Connection[] = [];
    for await (const page of store.list()) listed.push(...page);
    const { connectedAt } = event.requestContext;
    deepEqual(listed, [{ connectionId: "alice", connectedAt }]);
  });

  it("refuses the connection with status 500 when the store fails, and logs which and why", async () => {
    const { errors } = recordConsole();
    const failure = new Error("The table is gone.");
    const store = { ...memoryConnectionStore(), add: () => Promise.reject(failure) };
    deepEqual(await connect(store)(eventOf("$connect", "alice"), contextOf()), { statusCode: 500 });
    deepEqual(errors, [[`Connection "alice" is refused: it could not be stored.`, failure]]);
    equal(errors[0]?.[1], failure);
  });
});
