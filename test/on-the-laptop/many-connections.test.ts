import { deepEqual } from "node:assert/strict";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";
import { PROJECT_FOLDER, SHARED_CONFIG } from "../support/evaluated";

const CONNECTIONS = 200;
const MESSAGES = 5;

/** The whole runtime with this repository's program: real connections, signatures and IAM. */
describe("A broadcast to many connections", () => {
  let laptop: Laptop;
  afterEach(() => laptop.close());

  it("reaches every one of 200 once, also while others are under way", async () => {
    // Posts may be so many because time passes.
    laptop = await startLaptop({ program: PROJECT_FOLDER, clock: "real" });
    const everyone: TestConnection[] = [];
    const connectNext = async () => {
      while (everyone.length < CONNECTIONS) everyone.push(await laptop.connect());
    };
    await Promise.all(Array.from({ length: 20 }, connectNext));

    const messages = Array.from({ length: MESSAGES }, (_, i) => `message ${i}`);
    await Promise.all(messages.map((message, i) => everyone[i]!.send(message)));
    await laptop.settled({ within: "100s" });
    const sent = messages.map((message) => `Echo me: ${message}`);
    for (const { unread } of everyone) deepEqual([...unread].sort(), sent);
  });
});

describe("A flood of one connection", () => {
  it("takes no concurrency from others: their messages arrive, and nothing is throttled", async () => {
    // It has 10 messages per second.
    const laptop = await startLaptop({ program: PROJECT_FOLDER, config: SHARED_CONFIG });
    const [alice, bob] = [await laptop.connect(), await laptop.connect()];
    const flood = Array.from({ length: 1200 }, (_, i) => alice.send(`flood ${i}`));
    await bob.send("hello");
    await Promise.all(flood);
    await laptop.settled({ within: "100s" });
    deepEqual(laptop.entries({ event: "throttle" }), []);
    const heard = bob.unread.filter((message) => !message.includes("flood"));
    deepEqual(heard, ["Echo me: hello"]);
    deepEqual(laptop.entries({ service: "apigateway", event: "message" }).length, 1201);
    await laptop.close();
  });
});
