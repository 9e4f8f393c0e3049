import assert from "node:assert/strict";
import { Locks } from "../../../src/dynamodb/dynalite/locks";
import { runInScope } from "../../../src/dynamodb/dynalite/request-scope";

const fail = () => {
  throw new Error("broken");
};
const never = (error: Error) => assert.fail(error);

describe("Locks", () => {
  it("are held by one at a time, in order", async () => {
    const locks = new Locks();
    const order: string[] = [];
    const hold = (name: string) =>
      new Promise<void>((resolve) => {
        locks.lock("key", (release) => {
          order.push(`${name} begins`);
          setImmediate(() => {
            order.push(`${name} ends`);
            release(() => resolve())();
          });
        });
      });
    await Promise.all([hold("first"), hold("second"), hold("third")]);
    assert.deepEqual(
      order,
      ["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it("are freed when the request that holds one fails, and the next goes on in its own scope", async () => {
    const locks = new Locks();
    const first = runInScope(() => locks.lock("key", () => setImmediate(fail)), never);
    const second = runInScope<string>(
      (resolve) => locks.lock("key", (release) => release(() => resolve("done"))()),
      never,
    );
    const third = runInScope(() => locks.lock("key", fail), never);
    await assert.rejects(first, /broken/);
    assert.equal(await second, "done");
    await assert.rejects(third, /broken/);
  });
});
