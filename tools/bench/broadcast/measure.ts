import type { Connection } from "../../../handlers/stores/connection-store";
import { TOKEN, VARIANTS } from "./variants";

// One variant in a fresh process: the first 1,000 posts, and then as many as asked for.
const [name = "", endpoint = "", connections = ""] = process.argv.slice(2);

export interface Measured {
  /** Microseconds of CPU for each of the first 1,000 posts, which find no code compiled. */
  firstCpuUs: number;
  cpuUs: number;
  postsPerSecond: number;
  /** Most memory over what the process had at its start, in MB. */
  peakMb: number;
}

const PAGE = 15_000;

async function* pagesOf(count: number): AsyncGenerator<Connection[], void> {
  for (let first = 0; first < count; first += PAGE) {
    const length = Math.min(PAGE, count - first);
    // As a page of a table is read: each ID is a string of its own, and not a pasted one.
    const ids = Array.from({ length }, (_, i) => `gbgBcu-${String(first + i).padStart(11, "A")}==`);
    yield ids.map((id) => ({
      connectionId: Buffer.from(id).toString("latin1"),
      connectedAt: 1_790_294_567_768,
    }));
  }
}

async function main(): Promise<void> {
  Object.assign(process.env, {
    MANAGEMENT_ENDPOINT: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: TOKEN,
  });
  const message = `Echo me: ${"x".repeat(110)}`;
  const startBytes = process.memoryUsage().rss;
  let peakBytes = startBytes;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  }, 10);
  let usage = process.cpuUsage();
  const cpuUs = () => {
    const { user, system } = process.cpuUsage(usage);
    usage = process.cpuUsage();
    return user + system;
  };
  const broadcast = VARIANTS[name]!(endpoint);
  await broadcast(pagesOf(1000), message);
  const firstCpuUs = cpuUs() / 1000;
  const startedMs = performance.now();
  await broadcast(pagesOf(Number(connections)), message);
  const seconds = (performance.now() - startedMs) / 1000;
  clearInterval(watch);
  const measured: Measured = {
    firstCpuUs,
    cpuUs: cpuUs() / Number(connections),
    postsPerSecond: Number(connections) / seconds,
    peakMb: (peakBytes - startBytes) / 1e6,
  };
  process.send?.(measured, () => process.exit());
}

void main();
