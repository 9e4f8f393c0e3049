import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { connect } from "../../../handlers/connect";
import type { Connection, ConnectionStore } from "../../../handlers/stores/connection-store";
import { recordConsole, restoreConsole } from "../support/console";
import { contextOf, eventOf } from "../support/handler-events";

/** What a store needs to be tested. */
export interface StoreUnderTest {
  /** A new store, with no connections. */
  create: () => ConnectionStore | Promise<ConnectionStore>;
  /** A store whose database does not answer, unless it has none. */
  createBroken?: () => ConnectionStore | Promise<ConnectionStore>;
}

const HOUR_MS = 60 * 60 * 1000;

/** More than two pages of any store: DynamoDB's has 1 MB, which so many IDs of AWS's 16 characters do not fill. */
const MANY = 2100;
const ID_LENGTH = 1650;

/** The facts that hold for every connection store. */
export function itIsAConnectionStore({ create, createBroken }: StoreUnderTest): void {
  let store: ConnectionStore;
  beforeEach(async () => {
    store = await create();
  });

  it("is empty at first", async () => {
    deepEqual(await listed(store), []);
  });

  it("lists what was added, with the time of the connection", async () => {
    const alice = connection("alice", Date.now() - HOUR_MS);
    const bob = connection("L0SM9cOFvHcCIhw=");
    await store.add(alice);
    await store.add(bob);
    deepEqual(await listed(store), sorted([alice, bob]));
  });

  it("lists who opened a connection, whatever the claims are called", async () => {
    const claims = { "https://example.com/role": "admin", $ref: "1", "a.b": "é" };
    const identity = { principalId: "alice", ...claims };
    const [alice, bob] = [{ ...connection("alice"), identity }, connection("bob")];
    await store.add(alice);
    await store.add(bob);
    deepEqual(await listed(store), [alice, bob]);
    await store.add(connection("alice", alice.connectedAt));
    deepEqual(await listed(store), [connection("alice", alice.connectedAt), bob]);
  });

  it("lists a connection once that was added twice, as it was added last", async () => {
    const later = connection("alice", Date.now());
    await store.add(connection("alice", Date.now() - HOUR_MS));
    await store.add(later);
    deepEqual(await listed(store), [later]);
  });

  it("does not list what was removed", async () => {
    const [alice, bob] = [connection("alice"), connection("bob")];
    await store.add(alice);
    await store.add(bob);
    await store.remove(alice);
    deepEqual(await listed(store), [bob]);
  });

  it("takes an unknown connection for removed", async () => {
    const alice = connection("alice");
    await store.add(alice);
    await store.remove(connection("nobody"));
    deepEqual(await listed(store), [alice]);
  });

  it("keeps a connection that was made later under the ID of the one that is removed", async () => {
    const later = connection("alice");
    await store.add(connection("alice", later.connectedAt - HOUR_MS));
    await store.add(later);
    await store.remove(connection("alice", later.connectedAt - HOUR_MS));
    deepEqual(await listed(store), [later]);
  });

  it("tells whether a connection is stored, and none of another time", async () => {
    const alice = connection("alice");
    equal(await store.has(alice), false);
    await store.add(alice);
    equal(await store.has(alice), true);
    equal(await store.has(connection("alice", alice.connectedAt - HOUR_MS)), false);
    await store.remove(alice);
    equal(await store.has(alice), false);
  });

  it("finds a connection by its ID, with who opened it", async () => {
    const alice = { ...connection("alice"), identity: { principalId: "alice", role: "admin" } };
    await store.add(alice);
    await store.add(connection("bob"));
    deepEqual(await store.find("alice"), alice);
    equal((await store.find("bob"))?.identity, undefined);
    equal(await store.find("nobody"), undefined);
  });

  it("accepts messages until too much is owed, and further ones as it is paid off", async () => {
    const alice = connection("alice");
    await store.add(alice);
    const nowMs = 1_800_000_000_000;
    const excesses: string[] = [];
    for (const afterMs of [0, 0, 50, 100, 199, 200, 5000, 4000]) {
      const price = { costMs: 100, mostMs: 200 };
      excesses.push(await store.charge(alice, nowMs + afterMs, price));
    }
    // The last is of a clock that is behind.
    const refused = ["first", "none", "further", "none"];
    deepEqual(excesses, ["none", "none", ...refused, "none", "first"]);
    deepEqual(await listed(store), [alice]);
  });

  it("tells the first message above the limit from further ones, each second anew", async () => {
    const alice = connection("alice");
    await store.add(alice);
    const excesses: string[] = [];
    for (const nowMs of [5000, 5001, 5002, 6000, 6001, 6002])
      excesses.push(await store.charge(alice, nowMs, { costMs: 2000, mostMs: 2000 }));
    deepEqual(excesses, ["none", "first", "further", "further", "first", "further"]);
  });

  it("charges what a message costs, in fractions too", async () => {
    const alice = connection("alice");
    await store.add(alice);
    const excesses: string[] = [];
    for (const costMs of [400.5, 600, 599.5, 0.5])
      excesses.push(await store.charge(alice, 5000, { costMs, mostMs: 1000 }));
    deepEqual(excesses, ["none", "first", "none", "further"]);
  });

  it("charges for every message of those that are sent at once", async () => {
    const alice = connection("alice");
    await store.add(alice);
    const nowMs = Date.now();
    const charges = await Promise.all(
      Array.from({ length: 20 }, () => store.charge(alice, nowMs, { costMs: 100, mostMs: 1000 })),
    );
    const count = (excess: string) => charges.filter((each) => each === excess).length;
    deepEqual(["none", "first", "further"].map(count), [10, 1, 9]);
  });

  it("charges nothing to who is not stored, or has come again since, and stores nobody", async () => {
    const price = { costMs: 600, mostMs: 1000 };
    const old = connection("alice", Date.now() - HOUR_MS);
    for (let i = 0; i < 3; i++) equal(await store.charge(old, 5000, price), "none");
    deepEqual(await listed(store), []);
    const alice = connection("alice");
    await store.add(alice);
    for (let i = 0; i < 3; i++) equal(await store.charge(old, 5000, price), "none");
    equal(await store.charge(alice, 5000, price), "none");
    equal(await store.charge(alice, 5000, price), "first");
  });

  it("lists a connection that was removed and added again", async () => {
    const alice = connection("alice");
    await store.add(alice);
    await store.remove(alice);
    await store.add(alice);
    deepEqual(await listed(store), [alice]);
  });

  it("shows an addition to the very next list, and a removal", async () => {
    for (const id of ["1", "2", "3", "4", "5"]) {
      const added = connection(id);
      await store.add(added);
      ok((await listed(store)).some(({ connectionId }) => connectionId === id));
      await store.remove(added);
      ok(!(await listed(store)).some(({ connectionId }) => connectionId === id));
    }
  });

  // API Gateway ends every connection after two hours.
  it("does not list a connection whose $disconnect was lost, once it must have ended", async () => {
    const live = connection("live", Date.now() - 1.9 * HOUR_MS);
    await store.add(connection("lost", Date.now() - 3 * HOUR_MS));
    await store.add(live);
    deepEqual(await listed(store), [live]);
  });

  describe(`with ${MANY.toLocaleString("en-US")} connections`, () => {
    let full: ConnectionStore;
    let everyone: Connection[];
    before(async () => {
      full = await create();
      everyone = Array.from({ length: MANY }, (_, i) => connection(longId(`${i}`)));
      await inTurns(everyone, (one) => full.add(one));
    });

    it("lists everyone once, over many pages", async () => {
      for await (const page of full.list()) {
        ok(page.length < MANY, "one page does not hold all");
        break;
      }
      deepEqual(await listed(full), sorted(everyone));
    });

    it("lists everyone once who stays while others are added and removed", async () => {
      const [leaving, staying] = [everyone.slice(0, 50), everyone.slice(50)];
      const joining = leaving.map(({ connectionId }) => connection(`${connectionId}+`));
      const seen: Connection[] = [];
      let pages = 0;
      for await (const page of full.list()) {
        seen.push(...page);
        if (pages++ > 0) continue;
        await inTurns(leaving, (one) => full.remove(one));
        await inTurns(joining, (one) => full.add(one));
      }
      equal(new Set(seen.map(({ connectionId }) => connectionId)).size, seen.length);
      const mayBeSeen = new Set([...leaving, ...joining].map(({ connectionId }) => connectionId));
      const stayed = seen.filter(({ connectionId }) => !mayBeSeen.has(connectionId));
      deepEqual(sorted(stayed), sorted(staying));
      deepEqual(await listed(full), sorted([...staying, ...joining]));
    });
  });

  if (!createBroken) return;

  describe("whose database does not answer", () => {
    let broken: ConnectionStore;
    beforeEach(async () => {
      broken = await createBroken();
    });
    afterEach(restoreConsole);

    it("refuses a connection with status 500, and logs which and why", async () => {
      const { errors } = recordConsole();
      const answer = await connect(broken)(eventOf("$connect", "alice"), contextOf());
      deepEqual(answer, { statusCode: 500 });
      const [[message, error]] = errors as [[string, Error]];
      equal(message, `Connection "alice" is refused: it could not be stored.`);
      ok(error instanceof Error);
    });

    it("does not take a list for empty, nor a removal for done", async () => {
      await rejects(listed(broken));
      await rejects(broken.remove(connection("alice")));
    });
  });
}

function longId(id: string): string {
  return id.padEnd(ID_LENGTH, "=");
}

/** Does something for each, some at once. */
async function inTurns<Item>(items: Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const turn = async () => {
    for (const item of rest) await act(item);
  };
  await Promise.all(Array.from({ length: 32 }, turn));
}

function connection(connectionId: string, connectedAt = Date.now()): Connection {
  return { connectionId, connectedAt };
}

async function listed(store: ConnectionStore): Promise<Connection[]> {
  const connections: Connection[] = [];
  for await (const page of store.list()) connections.push(...page);
  return sorted(connections);
}

function sorted(connections: Connection[]): Connection[] {
  return connections.sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
}
