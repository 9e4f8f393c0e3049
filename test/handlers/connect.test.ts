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

  it("stores who the authorizer says it is, and answers the subprotocol of a token", async () => {
    const store = memoryConnectionStore();
    const event = eventOf("$connect", "alice");
    const { requestContext } = event;
    const authorizer = { principalId: "alice", role: "admin", integrationLatency: 12 };
    const authorized = { requestContext: { ...requestContext, authorizer } };
    deepEqual(await connect(store)(authorized, contextOf()), { statusCode: 200 });
    const offer = { "sec-websocket-protocol": ["bearer, header.payload.signature"] };
    deepEqual(await connect(store)({ ...authorized, multiValueHeaders: offer }, contextOf()), {
      statusCode: 200,
      headers: { "Sec-WebSocket-Protocol": "bearer" },
    });
    const listed: Connection[] = [];
    for await (const page of store.list()) listed.push(...page);
    deepEqual(
      listed.map(({ identity }) => identity),
      [{ principalId: "alice", role: "admin" }],
    );
  });

  it("selects no subprotocol where nobody was asked for a token", async () => {
    const event = eventOf("$connect", "alice");
    const offering = { ...event, multiValueHeaders: { "Sec-WebSocket-Protocol": ["bearer, x"] } };
    const answer = await connect(memoryConnectionStore())(offering, contextOf());
    deepEqual(answer, { statusCode: 200 });
  });

  it("refuses the connection with status 500 when the store fails, and logs which and why", async () => {
    const { errors } = recordConsole();
    const failure = new Error("The table is gone.");
    const store = { ...memoryConnectionStore(), add: () => Promise.reject(failure) };
    deepEqual(await connect(store)(eventOf("$connect", "alice"), contextOf()), { statusCode: 500 });
    deepEqual(errors, [[`Connection "alice" is refused: it could not be stored.`, failure]]);
    equal(errors[0]?.[1], failure);
  });

  it("removes a connection that was stored though the answer was lost", async () => {
    recordConsole();
    const stored = memoryConnectionStore();
    const add = async (connection: Connection) => {
      await stored.add(connection);
      throw new Error("The answer is lost.");
    };
    await connect({ ...stored, add })(eventOf("$connect", "alice"), contextOf());
    for await (const page of stored.list()) deepEqual(page, []);
  });
});
