import { deepEqual, equal } from "node:assert/strict";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";
import { PROJECT_FOLDER, SHARED_CONFIG } from "../support/evaluated";

const CONNECTIONS = 25;

describe("A broadcast to more connections than one invocation serves", () => {
  let laptop: Laptop;
  const connections: TestConnection[] = [];

  before(async () => {
    // It has 2 connections per invocation.
    laptop = await startLaptop({ program: PROJECT_FOLDER, config: SHARED_CONFIG });
    for (let i = 0; i < CONNECTIONS; i++) connections.push(await laptop.connect());
  });
  after(() => laptop.close());

  it("reaches everyone once, through invocations of fan-out that invoke others", async () => {
    const ended = () => laptop.entries({ service: "lambda", event: "result" });
    const before = ended().length;
    await connections[0]!.send("hello");
    await laptop.settled();
    for (const { unread } of connections) deepEqual(unread, ["Echo me: hello"]);
    // 2 by the event itself, 20 and 3 in chunks, which are cut into 9 of 2 and one of 1.
    equal(ended().length - before, 1 + 2 + 9 + 1);
    deepEqual(laptop.entries({ event: "deny" }), []);
    deepEqual(laptop.entries({ event: "drop" }), []);
    deepEqual(laptop.entries({ event: "result", failed: true }), []);
  });
});
