import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { availableParallelism } from "node:os";
import { startTestLambda } from "../../support/lambda";

/** Answers with its process, after it has waited for a port to let it go, or computed. */
const BUSY = `const { connect } = require("node:net");
exports.handler = async ({ port, computeMs = 0 }) => {
  if (port) await new Promise((resolve) => connect(port, "127.0.0.1").resume().on("close", resolve));
  const until = performance.now() + computeMs;
  while (performance.now() < until);
  return process.pid;
};`;

describe("a burst of events", () => {
  it("has an environment for each event that waits, and few that compute", async function () {
    // Only Linux tells what a process computes.
    if (process.platform !== "linux") this.skip();
    const lambda = await startTestLambda(BUSY);
    const count = 10 * availableParallelism();
    const processesOf = async (event: object) => {
      const answers = await Promise.all(Array.from({ length: count }, () => lambda.invoke(event)));
      return new Set(answers.map(({ payload }) => payload)).size;
    };
    const gate = await openGate(count);
    const waiting = await processesOf({ port: gate.port });
    const computing = await processesOf({ computeMs: 50 });
    // All are warm now, so that nothing is held up by an Init phase.
    const waitingAgain = await processesOf({ port: gate.port });
    await lambda.close();
    gate.close();
    assert.equal(waiting, count);
    assert.ok(computing < 0.75 * count, `${computing} computed`);
    assert.equal(waitingAgain, count);
  });

  it("is handled by far fewer environments than events, and none is lost", async () => {
    const lambda = await startTestLambda(`exports.handler = async ({ number }) => number;`);
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const answers = await Promise.all(numbers.map((number) => lambda.invoke({ number })));
    assert.deepEqual(
      answers.map(({ payload }) => payload),
      numbers,
    );
    const started = lambda.all("lambda.init").length;
    assert.ok(started < 50, `${started} environments`);
    await lambda.close();
  });

  it("of one sender does not hold up another's event", async () => {
    const lambda = await startTestLambda(BUSY);
    const event = JSON.stringify({ computeMs: 20 });
    const ended: string[] = [];
    const invoke = async (sender: string) => {
      await lambda.service.invoke("greeter", event, undefined, sender);
      ended.push(sender);
    };
    // Starts the environments.
    await Promise.all(Array.from({ length: 30 }, () => invoke("warm-up")));
    ended.length = 0;
    const flood = Array.from({ length: 100 }, () => invoke("flood"));
    await Promise.all([...flood, invoke("other")]);
    await lambda.close();
    const before = ended.indexOf("other");
    assert.ok(before < 50, `${before} events of the flood ended before`);
  });

  it("is not throttled for environments that it did not start", async () => {
    const lambda = await startTestLambda(`exports.handler = async () => {};`);
    for (let round = 0; round < 11; round++)
      await Promise.all(Array.from({ length: 100 }, () => lambda.invoke()));
    assert.deepEqual(lambda.all("lambda.throttle"), []);
    await lambda.close();
  });

  it("is answered in full when the service closes before its environments have started", async () => {
    const lambda = await startTestLambda(`exports.handler = () => new Promise(() => {});`);
    const answers = Promise.all(Array.from({ length: 40 }, () => lambda.invoke()));
    await lambda.close();
    for (const { functionError } of await answers) assert.equal(functionError, "Unhandled");
  });
});

/** A port that lets nobody go until so many wait there. */
async function openGate(count: number): Promise<{ port: number; close(): void }> {
  const waiting: Socket[] = [];
  const server = createServer((socket) => {
    waiting.push(socket.on("error", () => undefined));
    if (waiting.length === count) for (const each of waiting.splice(0)) each.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
