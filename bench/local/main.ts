import { join } from "node:path";
import { runBenchmark } from "../command";
import { close, connect, measureBroadcasts, measureEcho, quantile } from "./load";
import { measureOn, startLaptopRuntime, startServer, type ServerProcess } from "./server-process";

const USAGE = `Usage: npm run bench:local -- [ROUNDS]

What the laptop runtime delivers, next to the least that could: ws and the AWS SDK in one process. Rounds (3)
are interleaved, each with fresh processes; figures are medians. A round takes two minutes.`;

const CONNECTIONS = 100;
const BROADCASTS = 100;
/** V8 optimizes what runs often, in each execution environment by itself. */
const WARM_UP = 1000;
const IN_FLIGHT = [1, 8, 100];

/** A quota that does not bind: the other runtimes have none. */
const RAISED = ["--requests-per-second", "1000000", "--config", "postsPerSecond=1000000"];

const PROGRAM = join(__dirname, "../..");
const ECHO_PROGRAM = join(__dirname, "echo");

interface Runtime {
  name: string;
  start(): Promise<ServerProcess>;
  startEcho(): Promise<ServerProcess>;
}

const RUNTIMES: Runtime[] = [
  {
    name: "ws + SDK",
    start: () => startServer("bare.ts"),
    startEcho: () => startServer("bare.ts"),
  },
  {
    name: "this runtime",
    start: () => startLaptopRuntime(PROGRAM, RAISED),
    startEcho: () => startLaptopRuntime(ECHO_PROGRAM),
  },
];

/** By column. */
type Figures = Record<string, number>;

async function main(rounds: number): Promise<void> {
  const figures = RUNTIMES.map((): Figures[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, runtime] of RUNTIMES.entries()) figures[i]!.push(await measure(runtime));
  }
  const [bare, own] = figures.map(medians) as [Figures, Figures];
  const row = (name: string, ws: string, here: string, ratio: string) =>
    console.log(name.padEnd(34) + ws.padStart(14) + here.padStart(14) + ratio.padStart(8));
  row("", RUNTIMES[0]!.name, RUNTIMES[1]!.name, "ratio");
  for (const [column, value] of Object.entries(bare)) {
    const text = (figure: number) =>
      figure < 100 ? figure.toFixed(2) : String(Math.round(figure));
    const ratio = value === 0 ? "" : (own[column]! / value).toFixed(2);
    row(column, text(value), text(own[column]!), ratio);
  }
}

async function measure({ start, startEcho }: Runtime): Promise<Figures> {
  const { p50Ms, p99Ms } = await measureOn(startEcho(), ({ url }) => measureEcho(url));
  return {
    "echo, p50 (ms)": p50Ms,
    "echo, p99 (ms)": p99Ms,
    ...(await measureOn(start(), measureDeliveries)),
  };
}

async function measureDeliveries(server: ServerProcess): Promise<Figures> {
  const figures: Figures = {};
  const connections = await connect(server.url, CONNECTIONS);
  let lost = 0;
  for (const inFlight of IN_FLIGHT) {
    // The first ones meet code that is not optimized, and on this runtime cold starts.
    const first = await measureBroadcasts(connections, WARM_UP, inFlight);
    const result = await measureBroadcasts(connections, BROADCASTS, inFlight);
    const what = `${inFlight} in flight`;
    figures[`deliveries a second, ${what}`] = result.deliveriesPerSecond;
    figures[`all have it, ${what} (ms)`] = result.allHaveItMs;
    for (const { lost: missed, repeated } of [first, result]) lost += missed + repeated;
  }
  figures["lost or repeated"] = lost;
  figures["peak memory (MB)"] = (server.peakMemoryBytes() ?? NaN) / 1e6;
  close(connections);
  return figures;
}

function medians(rounds: Figures[]): Figures {
  const columns = Object.keys(rounds[0]!);
  const median = (column: string) =>
    quantile(
      rounds.map((figures) => figures[column]!),
      0.5,
    );
  return Object.fromEntries(columns.map((column) => [column, median(column)]));
}

void runBenchmark([{ name: "ROUNDS", byDefault: 3, least: 1 }], USAGE, main);
