import { deepEqual, equal, ok } from "node:assert/strict";
import {
  roomPlace,
  userPlace,
  type Member,
  type RoomStore,
  type Visitor,
} from "../stores/room-store";
import { itIsARoomLog } from "./room-log.contract";

const HOUR_MS = 3_600_000;

/** The facts that hold for every room store. */
export function itIsARoomStore(create: () => RoomStore | Promise<RoomStore>): void {
  let store: RoomStore;
  beforeEach(async () => {
    store = await create();
  });
  const A = roomPlace("a");

  it("finds who has connected, whatever the claims are called", async () => {
    const alice = visitor("alice");
    Object.assign(alice.identity, { "https://example.com/role": "admin", $ref: "1", "a.b": "é" });
    await store.add(alice);
    deepEqual(await store.find(alice.connectionId), alice);
    equal(await store.has(alice), true);
    equal(await store.has({ ...alice, connectedAt: alice.connectedAt - 1 }), false);
    equal(await store.find("nobody"), undefined);
  });

  it("finds the connections of a user, and of no other", async () => {
    const [tab1, tab2, bob] = [visitor("alice", "1"), visitor("alice", "2"), visitor("bob")];
    for (const one of [tab1, tab2, bob]) await store.add(one);
    deepEqual(await idsIn(store, userPlace("alice")), [tab1.connectionId, tab2.connectionId]);
    deepEqual(await idsIn(store, userPlace("ali")), []);
  });

  it("lists who is in a room with who they are, and nobody of another room", async () => {
    const [alice, bob] = [visitor("alice"), visitor("bob")];
    equal(await store.join(A, memberOf(alice, 5)), true);
    await store.join(roomPlace("ab"), memberOf(bob));
    deepEqual(await listed(store, A), [memberOf(alice, 5)]);
  });

  it("knows a place of any name from others", async () => {
    const names = ["a", "a#", "é", " ", "member#", "a.b-c_d", "日本"];
    for (const name of names) await store.join(roomPlace(name), memberOf(visitor(name)));
    for (const name of names)
      deepEqual(await idsIn(store, roomPlace(name)), [visitor(name).connectionId]);
  });

  it("says whether a join is the first of this connection", async () => {
    const alice = visitor("alice");
    equal(await store.join(A, memberOf(alice, 1)), true);
    equal(await store.join(A, memberOf(alice, 2)), false);
    deepEqual(await listed(store, A), [memberOf(alice, 2)]);
    equal(await store.join(A, memberOf({ ...alice, connectedAt: alice.connectedAt + 1 })), true);
  });

  it("lets a connection leave, and none of another time under its ID", async () => {
    const alice = visitor("alice");
    await store.join(A, memberOf(alice));
    equal(await store.leave(A, { ...alice, connectedAt: 1 }), false);
    equal((await store.member(A, alice))?.connectionId, alice.connectionId);
    equal(await store.member(A, { ...alice, connectedAt: 1 }), undefined);
    equal(await store.leave(A, alice), true);
    equal(await store.leave(A, alice), false);
    equal(await store.member(A, alice), undefined);
    deepEqual(await listed(store, A), []);
  });

  it("removes a connection from wherever it is, and tells from where", async () => {
    const [alice, bob] = [visitor("alice"), visitor("bob")];
    for (const one of [alice, bob]) {
      await store.add(one);
      for (const room of ["a", "b"]) await store.join(roomPlace(room), memberOf(one, 7));
    }
    deepEqual((await store.roomsOf(alice.connectionId)).sort(), ["a", "b"]);
    const left = await store.remove(alice);
    deepEqual(
      left.sort((one, other) => (one.place < other.place ? -1 : 1)),
      ["a", "b"].map((room) => ({ place: roomPlace(room), member: memberOf(alice, 7) })),
    );
    deepEqual(await store.remove(alice), []);
    equal(await store.find(alice.connectionId), undefined);
    deepEqual(await idsIn(store, userPlace("alice")), []);
    deepEqual(await idsIn(store, A), [bob.connectionId]);
    deepEqual(await store.roomsOf(alice.connectionId), []);
  });

  it("keeps a connection that was made later under the ID of the one that is removed", async () => {
    const later = visitor("alice");
    await store.add(later);
    await store.join(A, memberOf(later));
    deepEqual(await store.remove({ ...later, connectedAt: later.connectedAt - HOUR_MS }), []);
    equal(await store.has(later), true);
    deepEqual(await idsIn(store, A), [later.connectionId]);
  });

  // API Gateway ends every connection after two hours.
  it("does not list a connection whose $disconnect was lost, once it must have ended", async () => {
    const live = { ...visitor("live"), connectedAt: Date.now() - 1.9 * HOUR_MS };
    await store.join(A, memberOf({ ...visitor("lost"), connectedAt: Date.now() - 3 * HOUR_MS }));
    await store.join(A, memberOf(live));
    deepEqual(await idsIn(store, A), [live.connectionId]);
  });

  it("charges a connection for its messages, wherever they go", async () => {
    const alice = visitor("alice");
    await store.add(alice);
    const price = { costMs: 600, mostMs: 1000 };
    const nowMs = 1_800_000_000_000;
    const excesses: string[] = [];
    for (const afterMs of [0, 1, 2, 600])
      excesses.push(await store.charge(alice, nowMs + afterMs, price));
    deepEqual(excesses, ["none", "first", "further", "none"]);
    equal(await store.charge(visitor("nobody"), nowMs, price), "none");
    equal(await store.find(visitor("nobody").connectionId), undefined);
    deepEqual(await store.find(alice.connectionId), alice);
  });

  it("lists each member of a large room once, over several pages", async () => {
    const count = 1100;
    // DynamoDB's pages have 1 MB.
    const long = "x".repeat(1000);
    const all = Array.from({ length: count }, (_, place) => {
      const one = visitor(`user-${place}`);
      return memberOf({ ...one, identity: { ...one.identity, long } });
    });
    const joining = all.values();
    const turn = async () => {
      for (const one of joining) await store.join(A, one);
    };
    await Promise.all(Array.from({ length: 32 }, turn));
    let pages = 0;
    const seen: string[] = [];
    for await (const page of store.members(A)) {
      pages++;
      seen.push(...page.map(({ connectionId }) => connectionId));
    }
    ok(pages > 1, `${pages}`);
    for await (const page of store.members(A, 7)) {
      equal(page.length, 7);
      break;
    }
    deepEqual(seen.sort(), all.map(({ connectionId }) => connectionId).sort());
  });

  describe("has a history that", () => itIsARoomLog(() => store.log));
}

function visitor(user: string, tab = ""): Visitor {
  const connectedAt = CONNECTED_AT_MS;
  return { connectionId: `${user}-${tab}=`, connectedAt, identity: { principalId: user } };
}

const CONNECTED_AT_MS = Date.now() - 1000;

function memberOf(one: Visitor, joinedAtMs = 1): Member {
  return { ...one, joinedAtMs };
}

async function listed(store: RoomStore, place: string): Promise<Member[]> {
  const members: Member[] = [];
  for await (const page of store.members(place)) members.push(...page);
  return members.sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
}

async function idsIn(store: RoomStore, place: string): Promise<string[]> {
  return (await listed(store, place)).map(({ connectionId }) => connectionId);
}
