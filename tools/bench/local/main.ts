import { join } from "node:path";
import { runBenchmark } from "../command";
import { close, connect, measureBroadcasts, measureEcho, quantile } from "./load";
import { measureOn, startLaptopRuntime, startServer, type ServerProcess } from "./server-process";

const USAGE = `Usage: npm run bench:local -- [ROUNDS]

What the laptop runtime delivers, next to the least that could: ws and the AWS SDK in one process. Each of
ROUNDS (1) has fresh processes, which are measured in turns, a second or so each: a machine that is slower
for a while is so for both. Figures are medians, and so are the ratios of neighbouring turns. A round takes
four minutes.`;

const CONNECTIONS = 100;
const IN_FLIGHT = [1, 8, 100];
const TURNS = 5;

/** Of each turn. */
const BROADCASTS = 100;
const ECHOES = 500;
/** V8 optimizes what runs often, in each execution environment by itself. */
const BROADCASTS_BEFORE = 1000;
const ECHOES_BEFORE = 3000;

/** Quotas that do not bind: the other runtime has none. */
const RAISED = [
  ...["--requests-per-second", "1000000"],
  ...["postsPerSecond=1000000", "messagesPerSecond=0"].flatMap((value) => ["--config", value]),
];

const PROGRAM = join(__dirname, "../../..");
const ECHO_PROGRAM = join(__dirname, "echo");

/** A pair of figures: of `ws` and the SDK, and of this runtime. */
type Pair = [bare: number, own: number];

/** Pairs by what was measured; of a round, or of all. */
type Figures = Map<string, Pair[]>;

async function main(rounds: number): Promise<void> {
  const all: Figures = new Map();
  for (let round = 0; round < rounds; round++) {
    const echoes = [startServer("bare.ts"), startLaptopRuntime(ECHO_PROGRAM)] as const;
    await measureOnBoth(echoes, (servers) => measureEchoes(servers, all));
    const broadcasts = [startServer("bare.ts"), startLaptopRuntime(PROGRAM, RAISED)] as const;
    await measureOnBoth(broadcasts, (servers) => measureDeliveries(servers, all));
  }
  const row = (name: string, ...cells: string[]) =>
    console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(14)).join(""));
  row("", "ws + SDK", "this runtime", "ratio");
  const text = (figure: number) => (figure < 100 ? figure.toFixed(2) : figure.toFixed(0));
  for (const [what, pairs] of all) {
    const median = (of: (pair: Pair) => number) => quantile(pairs.map(of), 0.5);
    const [bare, own] = [median((pair) => pair[0]), median((pair) => pair[1])];
    row(
      what,
      text(bare),
      text(own),
      bare === 0 ? "" : median((pair) => pair[1] / pair[0]).toFixed(2),
    );
  }
}

type Servers = readonly [ServerProcess, ServerProcess];

function measureOnBoth(
  [bare, own]: readonly [Promise<ServerProcess>, Promise<ServerProcess>],
  measure: (servers: Servers) => Promise<void>,
): Promise<void> {
  return measureOn(bare, (first) => measureOn(own, (second) => measure([first, second])));
}

async function measureEchoes(servers: Servers, figures: Figures): Promise<void> {
  for (const { url } of servers) await measureEcho(url, ECHOES_BEFORE);
  for (let turn = 0; turn < TURNS; turn++) {
    const [bare, own] = await inTurn(servers, ({ url }) => measureEcho(url, ECHOES));
    note(figures, "echo, p50 (ms)", [bare.p50Ms, own.p50Ms]);
    note(figures, "echo, p99 (ms)", [bare.p99Ms, own.p99Ms]);
  }
}

async function measureDeliveries(servers: Servers, figures: Figures): Promise<void> {
  const [bare, own] = await inTurn(servers, async (server) => ({
    server,
    connections: await connect(server.url, CONNECTIONS),
    lost: 0,
  }));
  for (const inFlight of IN_FLIGHT) {
    const broadcast = async (to: typeof bare, count: number) => {
      const result = await measureBroadcasts(to.connections, count, inFlight);
      to.lost += result.lost + result.repeated;
      return result;
    };
    await inTurn([bare, own], (to) => broadcast(to, BROADCASTS_BEFORE));
    for (let turn = 0; turn < TURNS; turn++) {
      const [least, here] = await inTurn([bare, own], (to) => broadcast(to, BROADCASTS));
      const what = `${inFlight} in flight`;
      const rates: Pair = [least.deliveriesPerSecond, here.deliveriesPerSecond];
      note(figures, `deliveries a second, ${what}`, rates);
      note(figures, `all have it, ${what} (ms)`, [least.allHaveItMs, here.allHaveItMs]);
    }
  }
  note(figures, "lost or repeated", [bare.lost, own.lost]);
  const [least, here] = [bare, own].map(({ server }) => (server.peakMemoryBytes() ?? NaN) / 1e6);
  note(figures, "peak memory (MB)", [least!, here!]);
  for (const { connections } of [bare, own]) close(connections);
}

/** Does the same with both, one after the other. */
async function inTurn<T, R>(
  [bare, own]: readonly [T, T],
  measure: (one: T) => Promise<R>,
): Promise<[R, R]> {
  return [await measure(bare), await measure(own)];
}

function note(figures: Figures, what: string, pair: Pair): void {
  figures.set(what, [...(figures.get(what) ?? []), pair]);
}

void runBenchmark([{ name: "ROUNDS", byDefault: 1, least: 1 }], USAGE, main);
