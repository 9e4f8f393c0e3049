import { deepEqual, ok } from "node:assert/strict";
import type { Connection, ConnectionStore } from "../../handlers/connection-store";

/** What a store needs to be tested. */
export interface StoreUnderTest {
  /** A new store, with no connections. */
  create: () => ConnectionStore | Promise<ConnectionStore>;
  /** IDs of connections that do not fit into one page. */
  manyIds: string[];
}

const HOUR_MS = 60 * 60 * 1000;

/** The facts that hold for every connection store. */
export function itIsAConnectionStore({ create, manyIds }: StoreUnderTest): void {
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

  it("lists everyone once when there are many pages, even after a list that was left", async () => {
    const many = manyIds.map((id) => connection(id));
    await Promise.all(many.map((one) => store.add(one)));
    for await (const page of store.list()) {
      ok(page.length < many.length, "one page does not hold all");
      break;
    }
    deepEqual(await listed(store), sorted(many));
  });
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
