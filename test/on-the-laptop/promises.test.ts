import { deepEqual, equal } from "node:assert/strict";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";
import { PROJECT_FOLDER } from "../support/evaluated";

/** Each test fails if what it is about is taken out of the program: `npm run mutants -- --only promises`. */
describe("What the program promises", () => {
  let laptop: Laptop;
  let alice: TestConnection;
  let bob: TestConnection;
  before(async () => {
    laptop = await startLaptop({ program: PROJECT_FOLDER });
    alice = await laptop.connect();
    bob = await laptop.connect();
  });
  after(() => laptop.close());

  const stored = async () =>
    (await laptop.table("connections").items()).map(({ connectionId }) => connectionId).sort();

  it("retries: a message reaches those for whom API Gateway had no time", async () => {
    const refusal = { times: 2, with: "LimitExceededException" };
    const refused = laptop.fail("execute-api:ManageConnections", refusal);
    await alice.send("hello");
    await laptop.settled();
    deepEqual([alice.unread, bob.unread], [["Echo me: hello"], ["Echo me: hello"]]);
    equal(refused.calls, 2);
  });

  it("410: a connection that is gone is forgotten, although its $disconnect was lost", async () => {
    const carol = await laptop.connect();
    const rows = await laptop.table("connections").items();
    const row = rows.find(({ connectionId }) => connectionId === carol.id);
    await carol.close();
    await laptop.settled();
    await laptop.table("connections").put({ ...row, connectedAt: Date.now() - 60_000 });
    await alice.send("hello");
    await laptop.settled();
    deepEqual(await stored(), [alice.id, bob.id].sort());
  });

  it("permissions: a connection comes, sends and leaves, and nothing is denied", async () => {
    const carol = await laptop.connect();
    await carol.send("hello");
    await laptop.settled();
    deepEqual(carol.unread, ["Echo me: hello"]);
    await carol.close();
    await laptop.settled();
    deepEqual(laptop.entries({ event: "deny" }), []);
    deepEqual(laptop.entries({ event: "result", failed: true }), []);
  });

  it("TTL: a row that nothing has deleted expires", async () => {
    laptop.fail("dynamodb:DeleteItem", { times: 1, with: "ResourceNotFoundException" });
    laptop.cut(bob);
    await laptop.settled();
    deepEqual(await stored(), [alice.id, bob.id].sort());
    laptop.clock.advance("3h");
    await laptop.settled();
    deepEqual(await stored(), []);
  });
});
