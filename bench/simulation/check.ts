import { join } from "node:path";
import { WebSocket } from "ws";
import { startRuntime } from "../../local/runtime";
import { DEFAULTS } from "./options";
import { simulate } from "./simulate";

/**
 * The simulation next to real runs: the whole program in the laptop runtime, with real connections. What a
 * laptop's gateway delivers in a second is measured at 1,000 connections and given to the simulation.
 *
 *     npm run bench:simulation -- [CONNECTIONS ...]
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1000];
const AT_ONCE = 50;

/** How long a broadcast to so many takes, from its message to the last delivery, in milliseconds. */
async function measure(connections: number): Promise<{ lastMs: number; medianMs: number }> {
  const runtime = await startRuntime({ program: join(__dirname, "../.."), port: 0 });
  const sockets: WebSocket[] = [];
  const connectNext = async () => {
    while (sockets.length < connections) {
      const socket = new WebSocket(runtime.urls[0]!);
      sockets.push(socket);
      await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, connectNext));
  const broadcast = async (text: string) => {
    const startedMs = performance.now();
    const times: number[] = [];
    const all = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.once("message", () => {
            times.push(performance.now() - startedMs);
            resolve();
          });
        }),
    );
    sockets[0]!.send(text);
    await Promise.all(all);
    return { lastMs: times.at(-1)!, medianMs: times[Math.floor(times.length / 2)]! };
  };
  // The first one starts the execution environments.
  await broadcast("first");
  const measured = await broadcast("second");
  for (const socket of sockets) socket.terminate();
  await runtime.close();
  return measured;
}

async function main(): Promise<void> {
  const measured = new Map<number, { lastMs: number; medianMs: number }>();
  for (const size of sizes) measured.set(size, await measure(size));
  const { lastMs } = measured.get(1000) ?? (await measure(1000));
  const deliveriesPerSecond = 1000 / (lastMs / 1000);
  console.log(`deliveries a second at 1,000 connections: ${deliveriesPerSecond.toFixed(0)}`);
  console.log("connections   median ms: run, simulated   last ms: run, simulated");
  for (const [connections, run] of measured) {
    const simulated = simulate({
      ...DEFAULTS,
      connections,
      // One machine does it all: what it delivers is the account's rate, and nothing starts cold.
      rps: deliveriesPerSecond,
      memoryMb: 1769,
      firstCpuUs: DEFAULTS.cpuUs,
      latencyMs: 2,
      pageMs: 10,
      invokeMs: 5,
      coldStartMs: 0,
      burst: deliveriesPerSecond / 50,
      // What components/fan-out.ts gives each of ten.
      fanOutRps: DEFAULTS.rps / 11,
    });
    const cells = [run.medianMs, simulated.medianMs, run.lastMs, simulated.lastMs];
    console.log(
      `${String(connections).padStart(11)}   ${cells.map((ms) => ms.toFixed(0).padStart(11)).join("")}`,
    );
  }
}

void main();
