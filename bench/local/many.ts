import { join } from "node:path";
import { close, connect, measureBroadcasts } from "./load";
import { startLaptopRuntime } from "./server-process";

/**
 * One broadcast of the laptop runtime to many real connections, twice: does everyone have it, and when.
 * AWS admits 500 new connections a second, and so does the runtime.
 *
 *     npm run bench:many -- [CONNECTIONS]
 */
const CONNECTIONS = Number(process.argv[2] ?? 10_000);

async function main(): Promise<void> {
  const server = await startLaptopRuntime(join(__dirname, "../.."));
  const startedAt = performance.now();
  const connections = await connect(server.url, CONNECTIONS);
  const seconds = (performance.now() - startedAt) / 1000;
  print("connections", CONNECTIONS);
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
  await server.stop();
}

function print(what: string, figure: number | string): void {
  console.log(what.padEnd(36) + String(figure).padStart(10));
}

void main();
