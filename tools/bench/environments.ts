import "../../test/support/mocha/quiet";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { realClock } from "pulumi-laptop/src/shared/clock";
import { createJournal } from "pulumi-laptop/src/shared/journal";
import { startRuntime } from "pulumi-laptop/src/runtime";
import { HOLDING, startTestLambda } from "pulumi-laptop/test/support/lambda";
import { functionOf } from "pulumi-laptop/test/support/models";

/**
 * What an execution environment costs: to start, and to keep idle; how many can be busy at once; and a
 * burst of broadcasts that finds one warm. On a busy machine compare processor times only.
 *
 *     npm run bench:environments
 */
const STARTED = 50;
const HELD = 20;
const BUSY = 500;
const BURST = 100;
const IDLE_MS = 3000;
const PATIENCE_MS = 120_000;

async function main(): Promise<void> {
  console.log("Processor and memory are the service's own: its processes are not counted.");
  await startAndIdle();
  await startHeld();
  await busy();
  await burst();
  process.exit();
}

/** Environments of an empty function, started one after the other, and then idle. */
async function startAndIdle(): Promise<void> {
  const names = Array.from({ length: STARTED + 1 }, (_, number) => `function${number}`);
  const others = names.map((name) => functionOf("exports.handler = async () => {};", { name }));
  const lambda = await startTestLambda("", {}, { others });
  // The first one warms the service up.
  await lambda.invoke({}, names.pop());
  const rss = await residentMb();
  const startMs: number[] = [];
  const start = process.cpuUsage();
  for (const name of names) {
    const startedAt = performance.now();
    await lambda.invoke({}, name);
    startMs.push(performance.now() - startedAt);
  }
  print("cold start, until the first answer", median(startMs), "ms");
  print("processor, each cold start", processorMs(start) / STARTED, "ms");
  print("resident, each idle environment", ((await residentMb()) - rss) / STARTED, "MB");
  const before = process.cpuUsage();
  await wait(IDLE_MS);
  print(`processor, ${STARTED} idle environments`, (100 * processorMs(before)) / IDLE_MS, "%");
  await lambda.close();
}

/** Second environments of functions in use: for each, a process had been held ready. */
async function startHeld(): Promise<void> {
  const code = `exports.handler = ({ ms = 0 }) => new Promise((resolve) => setTimeout(resolve, ms));`;
  const names = Array.from({ length: HELD }, (_, number) => `function${number}`);
  const lambda = await startTestLambda(
    "",
    {},
    { others: names.map((name) => functionOf(code, { name })) },
  );
  const startMs: number[] = [];
  const bareMs: number[] = [];
  for (const name of names) {
    await lambda.invoke({}, name);
    lambda.clock.advance(1000);
    // The process that is held has nothing to do from now on.
    await wait(300);
    const busyOne = lambda.invoke({ ms: 500 }, name);
    const startedAt = performance.now();
    await lambda.invoke({}, name);
    startMs.push(performance.now() - startedAt);
    await busyOne;
    const bareAt = performance.now();
    spawnSync(process.execPath, ["-e", "0"]);
    bareMs.push(performance.now() - bareAt);
  }
  print("node -e 0", median(bareMs), "ms");
  print("cold start in a process held ready", median(startMs), "ms");
  await lambda.close();
}

/** Events that all wait at the same time, each in its own environment. */
async function busy(): Promise<void> {
  const lambda = await startTestLambda(HOLDING);
  const rss = await residentMb();
  const startedAt = performance.now();
  const held = await Promise.all(Array.from({ length: BUSY }, () => lambda.hold()));
  print(`${BUSY} events at once, until all are handled`, performance.now() - startedAt, "ms");
  print("environments then", new Set(lambda.environments()).size);
  print("resident, each busy environment", ((await residentMb()) - rss) / BUSY, "MB");
  for (const { release } of held) release();
  await Promise.all(held.map(({ answer }) => answer));
  await lambda.close();
}

/** As many connections as messages: each message is broadcast to all, and they all come at once. */
async function burst(): Promise<void> {
  const journal = createJournal(realClock);
  let started = 0;
  journal.subscribe(({ service, event }) => {
    if (service === "lambda" && event === "init") started++;
  });
  const runtime = await startRuntime({ program: join(__dirname, "../.."), port: 0, journal });
  const connections: WebSocket[] = [];
  for (let i = 0; i < BURST; i++) {
    const connection = new WebSocket(runtime.urls[0]!);
    await once(connection, "open");
    connections.push(connection);
  }
  const warm = started;
  let delivered = 0;
  const all = new Promise<void>((resolve) => {
    for (const connection of connections)
      connection.on("message", (data: Buffer) => {
        if (data.toString() !== "Echo me: hello") return;
        if (++delivered === BURST * BURST) resolve();
      });
  });
  const before = process.cpuUsage();
  const startedAt = performance.now();
  for (const connection of connections) connection.send("hello");
  await Promise.race([all, wait(PATIENCE_MS)]);
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${BURST} broadcasts to ${BURST} at once, delivered`, delivered, `of ${BURST * BURST}`);
  print("deliveries a second", delivered / seconds);
  print("processor, each delivery", processorMs(before) / delivered, "ms");
  print("environments started for them", started - warm);
  print("resident at the end", await residentMb(), "MB");
  for (const connection of connections) connection.terminate();
  await runtime.close();
}

async function residentMb(): Promise<number> {
  globalThis.gc!();
  await wait(500);
  globalThis.gc!();
  return process.memoryUsage().rss / 2 ** 20;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function print(what: string, value: number, unit = ""): void {
  const digits = Number.isInteger(value) ? 0 : value < 100 ? 1 : 0;
  console.log(`${what.padEnd(48)}${value.toFixed(digits).padStart(8)} ${unit}`.trimEnd());
}

void main();
