import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { WebSocket } from "ws";
import { runBenchmark } from "./command";
import { close, connect, quantile } from "./local/load";
import { measureOn, startLaptopRuntime } from "./local/server-process";

const USAGE = `Usage: npm run bench:abuse -- [TURNS]

One abusive connection against 50 ordinary ones, on the laptop. Each ordinary connection sends a message every
five seconds and waits for its own echo. In every other one of TURNS (6) turns of twenty seconds, one more
connection sends 200 messages a second, and every tenth asks the function to wait. Figures are milliseconds
until the echo; ratios are of neighbouring turns.`;

const ORDINARY = 50;
const TURN_MS = 20_000;
const PERIOD_MS = 5000;
/** What API Gateway waits for a function. */
const PATIENCE_MS = 29_000;
const FLOOD_PER_SECOND = 200;
/** Every so manieth message of the flood is an integer. */
const WAITS = 10;
const PROGRAM = join(__dirname, "../..");
const LONGEST_WAIT_MS = 5000;
/** What staging and prod have. */
const LIMITS = ["messagesPerSecond=10", "longestWait=5"].flatMap((value) => ["--config", value]);

async function main(turns: number): Promise<void> {
  await measureOn(startLaptopRuntime(PROGRAM, LIMITS), async ({ url }) => {
    const ordinary = await connect(url, ORDINARY);
    const [abuser] = await connect(url, 1);
    // Environments are started, and V8 optimizes what they run.
    const first = startFlood(abuser!);
    await measure(ordinary);
    first.stop();
    await wait(LONGEST_WAIT_MS);
    const pairs: { undisturbed: number[]; disturbed: number[] }[] = [];
    for (let turn = 0; turn < turns / 2; turn++) {
      const undisturbed = await measure(ordinary);
      const flood = startFlood(abuser!);
      const disturbed = await measure(ordinary);
      flood.stop();
      // What the flood left under way ends before the next turn.
      await wait(LONGEST_WAIT_MS);
      pairs.push({ undisturbed, disturbed });
    }
    for (const q of [0.5, 0.99]) {
      const of = (name: "undisturbed" | "disturbed") =>
        pairs.map((pair) => quantile(pair[name], q));
      const ratios = pairs.map(
        ({ undisturbed, disturbed }) => quantile(disturbed, q) / quantile(undisturbed, q),
      );
      const text = (values: number[]) => quantile(values, 0.5).toFixed(2).padStart(9);
      console.log(
        `p${q * 100}`.padEnd(5) +
          `undisturbed ${text(of("undisturbed"))} ms   disturbed ${text(of("disturbed"))} ms   ratio ${text(ratios)}`,
      );
    }
    const echoes = pairs.flatMap(({ disturbed }) => disturbed).length;
    console.log(`${echoes} messages of ordinary connections were measured beside the flood.`);
    close([...ordinary, abuser!]);
  });
}

/** @returns how long each message of ordinary connections took to its echo, in milliseconds. */
async function measure(connections: WebSocket[]): Promise<number[]> {
  const until = performance.now() + TURN_MS;
  const took: number[] = [];
  await Promise.all(
    connections.map(async (connection, i) => {
      await wait((PERIOD_MS * i) / connections.length);
      for (let count = 0; performance.now() < until; count++) {
        const startedAt = performance.now();
        await echo(connection, `ordinary ${i} ${count} ${startedAt}`);
        took.push(performance.now() - startedAt);
        await wait(Math.max(0, startedAt + PERIOD_MS - performance.now()));
      }
    }),
  );
  return took;
}

function echo(connection: WebSocket, message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (data: Buffer) => {
      if (data.toString() !== `Echo me: ${message}`) return;
      clearTimeout(patience);
      connection.off("message", onMessage);
      resolve();
    };
    const patience = setTimeout(
      () => reject(new Error(`"${message}" was not echoed within ${PATIENCE_MS / 1000} seconds.`)),
      PATIENCE_MS,
    );
    connection.on("message", onMessage);
    connection.send(message);
  });
}

function startFlood(abuser: WebSocket): { stop(): void } {
  let sent = 0;
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * FLOOD_PER_SECOND;
    for (; sent < due; sent++) abuser.send(sent % WAITS === 0 ? "5" : `flood ${sent}`);
  }, 5);
  return { stop: () => clearInterval(timer) };
}

void runBenchmark([{ name: "TURNS", byDefault: 6, least: 2 }], USAGE, main);
