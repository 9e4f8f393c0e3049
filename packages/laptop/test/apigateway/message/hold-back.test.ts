import { deepEqual } from "node:assert/strict";
import { holdBack } from "../../../src/apigateway/message/hold-back";
import { Backlog } from "../../../src/lambda/pool/backlog";

/** A connection whose events all wait until they are taken. */
function connection() {
  const backlog = new Backlog(2);
  const log: string[] = [];
  const webSocket = { pause: () => log.push("pause"), resume: () => log.push("resume") };
  const handled: string[] = [];
  // A message is counted when its event waits for an environment, not at once.
  const receive = holdBack("alice", webSocket, backlog, (body) => {
    handled.push(body);
    void Promise.resolve().then(() => backlog.add("alice"));
  });
  const take = (count: number) => {
    for (let i = 0; i < count; i++) backlog.delete("alice");
  };
  return { receive, take, handled, log };
}

/** More turns of the event loop than a connection here has messages. */
const turns = async () => {
  for (let i = 0; i < 300; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("holdBack", () => {
  it("reads no further while as many events wait as may, and loses nothing of what came", async () => {
    const { receive, take, handled, log } = connection();
    for (let i = 0; i < 10; i++) receive(String(i));
    await turns();
    deepEqual([handled.length, log.at(-1)], [4, "pause"]);
    take(1);
    await turns();
    deepEqual([handled.length, log.at(-1)], [5, "pause"]);
    take(4);
    await turns();
    deepEqual([handled.length, log.at(-1)], [9, "pause"]);
    take(4);
    await turns();
    deepEqual(
      handled,
      Array.from({ length: 10 }, (_, i) => String(i)),
    );
    deepEqual(log.at(-1), "resume");
  });

  it("keeps the order of what comes while messages are held", async () => {
    const { receive, take, handled } = connection();
    for (let i = 0; i < 6; i++) receive(String(i));
    await turns();
    take(3);
    receive("6");
    await turns();
    deepEqual(
      handled,
      Array.from({ length: 7 }, (_, i) => String(i)),
    );
  });

  it("hands on at once without a backlog", () => {
    const handled: string[] = [];
    const receive = holdBack("alice", {} as never, undefined, (body) => handled.push(body));
    for (let i = 0; i < 1000; i++) receive("hello");
    deepEqual(handled.length, 1000);
  });
});
