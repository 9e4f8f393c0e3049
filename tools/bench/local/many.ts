import { join } from "node:path";
import { runBenchmark } from "../command";
import { close, connect, measureBroadcasts } from "./load";
import { measureOn, startLaptopRuntime, type ServerProcess } from "./server-process";

const USAGE = `Usage: npm run bench:many -- [CONNECTIONS]

One broadcast of the laptop runtime to many real connections (10000), twice: does everyone have it, and when.
AWS admits 500 new connections a second, and so does the runtime.`;

function main(count: number): Promise<void> {
  return measureOn(startLaptopRuntime(join(__dirname, "../../..")), (server) =>
    measure(server, count),
  );
}

async function measure(server: ServerProcess, count: number): Promise<void> {
  const startedAt = performance.now();
  const connections = await connect(server.url, count);
  const seconds = (performance.now() - startedAt) / 1000;
  print("connections", count);
  print("opened in (s)", seconds.toFixed(1));
  for (const which of ["first", "second"]) {
    const { deliveriesPerSecond, allHaveItMs, lost, repeated } = await measureBroadcasts(
      connections,
      1,
      1,
    );
    print(`${which} broadcast: all have it (s)`, (allHaveItMs / 1000).toFixed(2));
    print("  deliveries a second", Math.round(deliveriesPerSecond));
    print("  lost or repeated", lost + repeated);
  }
  print("peak memory (MB)", Math.round((server.peakMemoryBytes() ?? NaN) / 1e6));
  close(connections);
}

function print(what: string, figure: number | string): void {
  console.log(what.padEnd(36) + String(figure).padStart(10));
}

void runBenchmark([{ name: "CONNECTIONS", byDefault: 10_000, least: 1 }], USAGE, main);
