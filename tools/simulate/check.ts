import { join } from "node:path";
import type { WebSocket } from "ws";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { close, connect, measureBroadcasts, type Broadcasts } from "../bench/local/load";
import { measureOn, startLaptopRuntime } from "../bench/local/server-process";
import { parseSizes, USAGE } from "./check-options";
import { laptopScenario, type Delivery } from "./laptop";
import { DEFAULTS } from "./options";
import { simulate } from "./simulate";

/**
 * The simulation next to real runs: the whole program in the laptop runtime, with real connections. What
 * the simulation is told of the machine is measured with 1 connection and with 1,000; what it says of
 * other sizes, and of the median at 1,000, is a prediction.
 *
 *     npm run bench:simulation -- [CONNECTIONS ...]
 */
const CALIBRATED_WITH = 1000;

/**
 * V8 optimizes what runs often, in each environment by itself. After so many posts of an environment, or so
 * many broadcasts, times are steady.
 */
const WARM_UP = { posts: 20_000, mostBroadcasts: 1000 };
/** Of these the medians are taken. */
const MEASURED = { posts: 15_000, mostBroadcasts: 200 };
/** At 10,000 connections fan-out's invocations begin while one or two others post. */
const AT_ONCE = 3;

/** Runs `measure` on so many connections to a fresh, then warm runtime in a process of its own. */
function onWarmRuntime<T>(
  connections: number,
  measure: (opened: WebSocket[]) => Promise<T>,
): Promise<T> {
  return measureOn(startLaptopRuntime(join(__dirname, "../..")), async ({ url }) => {
    const opened = await connect(url, connections);
    await broadcasts(opened, howMany(WARM_UP, connections), 1);
    const measured = await measure(opened);
    close(opened);
    return measured;
  });
}

async function measureOne(opened: WebSocket[]): Promise<Delivery> {
  const count = howMany(MEASURED, opened.length);
  const { firstHasItMs, halfHaveItMs, allHaveItMs } = await broadcasts(opened, count, 1);
  return { firstMs: firstHasItMs, medianMs: halfHaveItMs, lastMs: allHaveItMs };
}

/** Several broadcasts at once, when as many environments are warm. */
async function measureSeveral(opened: WebSocket[]) {
  await broadcasts(opened, AT_ONCE * howMany(WARM_UP, opened.length), AT_ONCE);
  const count = AT_ONCE * howMany(MEASURED, opened.length);
  const { firstHasItMs, deliveriesPerSecond } = await broadcasts(opened, count, AT_ONCE);
  return { firstMs: firstHasItMs, deliveriesPerSecond };
}

/** Broadcasts that reach everyone once. */
async function broadcasts(opened: WebSocket[], count: number, inFlight: number) {
  const measured: Broadcasts = await measureBroadcasts(opened, count, inFlight);
  const { lost, repeated } = measured;
  if (lost + repeated > 0)
    throw new Error(`Of broadcasts to ${opened.length}, ${lost} deliveries did not come.`);
  return measured;
}

function howMany({ posts, mostBroadcasts }: typeof WARM_UP, connections: number): number {
  const postsOfOne = Math.min(connections, DEFAULTS.connectionsPerInvocation);
  return Math.min(mostBroadcasts, Math.ceil(posts / postsOfOne));
}

async function main(): Promise<void> {
  const sizes = parseSizes(process.argv.slice(2));
  if (sizes === "help") return console.log(USAGE);
  const alone = await onWarmRuntime(1, measureOne);
  const calibrated = await onWarmRuntime(CALIBRATED_WITH, async (opened) => ({
    many: await measureOne(opened),
    several: await measureSeveral(opened),
  }));
  const calibration = {
    aloneMs: alone.firstMs,
    connections: CALIBRATED_WITH,
    ...calibrated,
  };
  const scenario = laptopScenario(CALIBRATED_WITH, calibration);
  print("message to the sender alone (ms)", alone.firstMs);
  print("deliveries a second of one invocation", 1e6 / scenario.cpuUs);
  print("deliveries a second of several", scenario.sharedRps);
  print("an invocation waits for others (ms)", scenario.invokeMs);
  console.log("\nconnections        first (ms)            median (ms)           last (ms)");
  console.log(" ".repeat(11) + "    run  model ratio".repeat(3));
  for (const connections of sizes) {
    const run =
      connections === CALIBRATED_WITH
        ? calibration.many
        : await onWarmRuntime(connections, measureOne);
    const model = simulate(laptopScenario(connections, calibration), 1);
    const cells = (["firstMs", "medianMs", "lastMs"] as const).map((name) => {
      const ratio = (model[name] / run[name]).toFixed(2);
      return (
        run[name].toFixed(0).padStart(7) + model[name].toFixed(0).padStart(7) + ratio.padStart(6)
      );
    });
    console.log(String(connections).padStart(11) + cells.join(""));
  }
}

function print(what: string, figure: number): void {
  console.log(what.padEnd(38) + figure.toFixed(figure < 100 ? 1 : 0).padStart(8));
}

main().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
