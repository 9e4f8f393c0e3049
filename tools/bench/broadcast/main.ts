import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runBenchmark } from "../command";
import type { Measured } from "./measure";
import { VARIANTS } from "./variants";

const USAGE = `Usage: npm run bench:broadcast -- [CONNECTIONS] [DELAY_MS] [ROUNDS]

Compares what a post costs: with the AWS SDK, with this project, and with two clients that only send. Each
runs in fresh processes, in turns, against a server in its own process that answers after DELAY_MS (0).
CONNECTIONS defaults to 10000 and ROUNDS to 3; figures are medians. V8 lets garbage pile up while there is
room: NODE_OPTIONS="--max-semi-space-size=1 --max-old-space-size=230" shows how much memory is needed. A
variant that needs more has no result.`;

const ARGUMENTS = [
  { name: "CONNECTIONS", byDefault: 10_000, least: 1 },
  { name: "DELAY_MS", byDefault: 0, least: 0 },
  { name: "ROUNDS", byDefault: 3, least: 1 },
];

async function main(connections: number, delayMs: number, rounds: number): Promise<void> {
  console.log(
    `${connections} connections, answers after ${delayMs} ms, median of ${rounds} rounds`,
  );
  for (const scheme of ["http", "https"]) {
    const server = fork(join(__dirname, "server.ts"), [scheme, String(delayMs)]);
    const [port] = (await once(server, "message")) as [number];
    const results = new Map<string, Measured[]>();
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(VARIANTS)) {
        const measured = await measure(name, `${scheme}://127.0.0.1:${port}/dev`, connections);
        results.set(name, [...(results.get(name) ?? []), ...(measured ? [measured] : [])]);
      }
    }
    server.disconnect();
    print(scheme, results, rounds);
  }
}

/** @returns undefined if the process ended before, as it does without enough memory. */
async function measure(
  name: string,
  endpoint: string,
  connections: number,
): Promise<Measured | undefined> {
  const child = fork(join(__dirname, "measure.ts"), [name, endpoint, String(connections)], {
    env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" },
  });
  const [measured] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => []),
  ])) as [Measured?];
  return measured;
}

function print(scheme: string, results: Map<string, Measured[]>, rounds: number): void {
  const median = (name: string, key: keyof Measured) => {
    const values = (results.get(name) ?? []).map((measured) => measured[key]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? NaN;
  };
  const sdk = median("SDK, 50 in flight", "cpuUs");
  console.log(`\n${scheme.padEnd(26)} CPU us/post   vs SDK   first 1,000   posts/s   peak MB`);
  for (const [name, measured] of results) {
    if (measured.length < rounds) {
      console.log(`${name.padEnd(26)} ended without a result`);
      continue;
    }
    const cells = [
      median(name, "cpuUs").toFixed(1).padStart(11),
      `${(sdk / median(name, "cpuUs")).toFixed(1)}x`.padStart(8),
      median(name, "firstCpuUs").toFixed(0).padStart(13),
      median(name, "postsPerSecond").toFixed(0).padStart(9),
      median(name, "peakMb").toFixed(0).padStart(9),
    ];
    console.log(`${name.padEnd(26)} ${cells.join(" ")}`);
  }
}

void runBenchmark(ARGUMENTS, USAGE, main);
