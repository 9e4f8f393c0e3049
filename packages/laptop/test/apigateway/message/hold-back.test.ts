import { deepEqual } from "node:assert/strict";
import { holdBack } from "../../../src/apigateway/message/hold-back";
import { Backlog } from "../../../src/lambda/pool/backlog";

/** A connection whose events all wait until they are taken. */
function connection() {
  const backlog = new Backlog();
  const log: string[] = [];
  const webSocket = { pause: () => log.push("pause"), resume: () => log.push("resume") };
  const handled: string[] = [];
  const receive = holdBack("alice", webSocket, backlog, (body) => {
    handled.push(body);
    backlog.add("alice");
  });
  const take = (count: number) => {
    for (let i = 0; i < count; i++) backlog.delete("alice");
  };
  return { receive, take, handled, log };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("holdBack", () => {
  it("reads no further while 100 events wait, and loses nothing of what came", async () => {
    const { receive, take, handled, log } = connection();
    for (let i = 0; i < 250; i++) receive(String(i));
    deepEqual([handled.length, log.at(-1)], [100, "pause"]);
    take(1);
    await turn();
    deepEqual([handled.length, log.at(-1)], [101, "pause"]);
    take(101);
    for (let i = 0; i < 300; i++) await turn();
    deepEqual([handled.length, log.at(-1)], [202, "pause"]);
    take(100);
    for (let i = 0; i < 300; i++) await turn();
    deepEqual(
      handled,
      Array.from({ length: 250 }, (_, i) => String(i)),
    );
    deepEqual(log.at(-1), "resume");
  });

  it("keeps the order of what comes while messages are held", async () => {
    const { receive, take, handled } = connection();
    for (let i = 0; i < 120; i++) receive(String(i));
    take(50);
    receive("120");
    for (let i = 0; i < 100; i++) await turn();
    deepEqual(
      handled,
      Array.from({ length: 121 }, (_, i) => String(i)),
    );
  });

  it("hands on at once without a backlog", () => {
    const handled: string[] = [];
    const receive = holdBack("alice", {} as never, undefined, (body) => handled.push(body));
    for (let i = 0; i < 1000; i++) receive("hello");
    deepEqual(handled.length, 1000);
  });
});
