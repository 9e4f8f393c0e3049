import { deepEqual, equal } from "node:assert/strict";
import { MAX_ENDED, type MayReceive } from "../../../handlers/authorization/expired-connections";
import type { Identity } from "../../../handlers/authorization/identity";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole, type ConsoleRecord } from "../support/console";
import { fakeManagementApi, sdkError } from "../support/fake-management-api";
import { contextOf, eventOf } from "../support/handler-events";

describe("A broadcast to people with tokens", () => {
  let logged: ConsoleRecord;
  beforeEach(() => {
    logged = recordConsole();
  });
  afterEach(restoreConsole);

  it("closes the connections whose token has expired, and forgets them", async () => {
    const errors = { gone: sdkError("GoneException", 410) };
    const { status, gateway, stored } = await send({
      people: { alice: expiresIn(60), bob: expiresIn(-1), carol: {}, gone: expiresIn(-60) },
      errors,
    });
    equal(status, 200);
    deepEqual(gateway.recipients, ["alice", "carol"]);
    deepEqual(gateway.closed, ["bob"]);
    deepEqual(stored, ["alice", "carol"]);
    deepEqual(logged.errors, []);
  });

  it("keeps one that has not opened yet, to close it once it has", async () => {
    const people = { alice: expiresIn(60), bob: expiresIn(-1) };
    const errors = { bob: sdkError("GoneException", 410) };
    const { gateway, stored } = await send({ people, errors, ageMs: 29_000 });
    deepEqual(gateway.recipients, ["alice"]);
    deepEqual(stored, ["alice", "bob"]);
    deepEqual(logged.errors, []);
  });

  it("closes no more of them at once than delay nobody, and the rest at the next message", async () => {
    const many = Array.from({ length: MAX_ENDED + 1 }, (_, i) => [`${i}`, expiresIn(-1)] as const);
    const { gateway, stored } = await send({ people: { alice: {}, ...Object.fromEntries(many) } });
    deepEqual(gateway.recipients, ["alice"]);
    equal(gateway.closed.length, MAX_ENDED);
    equal(stored.length, 2);
  });

  it("sends nothing of who comes with an expired token, and closes that connection", async () => {
    const people = { alice: expiresIn(-1), bob: expiresIn(60) };
    const { status, gateway, stored } = await send({ people });
    equal(status, 401);
    deepEqual(gateway.recipients, []);
    deepEqual(gateway.closed, ["alice"]);
    deepEqual(stored, ["bob"]);
  });

  it("goes on when a connection cannot be closed, says so, and tries again next time", async () => {
    const failure = sdkError("AccessDeniedException", 403);
    const people = { alice: expiresIn(60), bob: expiresIn(-1) };
    const { gateway, stored } = await send({ people, errors: { bob: failure } });
    deepEqual(gateway.recipients, ["alice"]);
    deepEqual(stored, ["alice", "bob"]);
    deepEqual(logged.errors, [[`Connection "bob", whose token has expired, stays open.`, failure]]);
  });

  it("is limited to whom the program lets receive it", async () => {
    const ofTeam = (team: string): Identity => ({ team });
    const people = { alice: ofTeam("red"), bob: ofTeam("blue"), carol: ofTeam("red") };
    const asked: string[] = [];
    const mayReceive: MayReceive = (recipient, sender, message) => {
      asked.push(message);
      return recipient?.team === sender?.team;
    };
    const { gateway, stored } = await send({ people, mayReceive });
    deepEqual(gateway.recipients, ["alice", "carol"]);
    deepEqual(asked, ["hello", "hello", "hello"]);
    deepEqual(stored, ["alice", "bob", "carol"]);
  });
});

function expiresIn(seconds: number): Identity {
  return { expiresAt: String(Math.floor(Date.now() / 1000) + seconds) };
}

/** Alice sends hello to these people. */
async function send(given: {
  people: Record<string, Identity>;
  errors?: Record<string, unknown>;
  mayReceive?: MayReceive;
  /** How long ago they connected. */
  ageMs?: number;
}) {
  const gateway = fakeManagementApi(given.errors);
  const store = memoryConnectionStore(2);
  const connectedAt = Date.now() - (given.ageMs ?? 60_000);
  for (const [connectionId, identity] of Object.entries(given.people))
    await store.add({ connectionId, connectedAt, identity });
  const route = broadcast(store, gateway, undefined, settingsOf({}), given.mayReceive);
  const event = eventOf("$default", "alice", "hello");
  const authorizer = { principalId: "alice", ...given.people.alice };
  const requestContext = { ...event.requestContext, connectedAt, authorizer };
  const { statusCode: status } = await route({ ...event, requestContext }, contextOf());
  const stored: string[] = [];
  for await (const page of store.list())
    stored.push(...page.map(({ connectionId }) => connectionId));
  return { status, gateway, stored: stored.sort() };
}
