import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";

export interface Echoes {
  p50Ms: number;
  p99Ms: number;
}

export interface Broadcasts {
  deliveriesPerSecond: number;
  /** Median times from sending a message until the first, half of all and everyone have it. */
  firstHasItMs: number;
  halfHaveItMs: number;
  allHaveItMs: number;
  /** Deliveries that did not come, and ones that came twice. */
  lost: number;
  repeated: number;
}

/** How long a delivery is waited for after the last one. */
const PATIENCE_MS = 20_000;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const ADMITTED_PER_SECOND = 500;

/** One message after the other, from one connection and back. */
export async function measureEcho(url: string, count: number): Promise<Echoes> {
  const [connection] = await connect(url, 1);
  const latencies: number[] = [];
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now();
    connection!.send(`echo ${i}`);
    await once(connection!, "message");
    latencies.push(performance.now() - startedAt);
  }
  close([connection!]);
  return { p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
}

/**
 * Broadcasts, each sent by another connection.
 * @param inFlight messages that are under way at once: the next is sent when everyone has one of them.
 */
export async function measureBroadcasts(
  connections: WebSocket[],
  count: number,
  inFlight: number,
): Promise<Broadcasts> {
  const received = Array.from({ length: count }, () => new Uint8Array(connections.length));
  const missing = new Array<number>(count).fill(connections.length);
  const sentAt: number[] = [];
  const firstMs: number[] = [];
  const halfMs: number[] = [];
  const allMs: number[] = [];
  const half = Math.floor(connections.length / 2);
  let repeated = 0;
  let lastAt = 0;
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    let patience = setTimeout(resolve, PATIENCE_MS);
    const sendNext = () => {
      const i = sentAt.length;
      if (i === count) return;
      sentAt.push(performance.now());
      connections[i % connections.length]!.send(`message ${i}.`);
    };
    connections.forEach((connection, at) => {
      connection.removeAllListeners("message");
      connection.on("message", (data: Buffer) => {
        const i = Number(/message (\d+)\./.exec(data.toString("latin1"))?.[1]);
        if (Number.isNaN(i)) return;
        lastAt = performance.now();
        if (received[i]![at]!++ > 0) return void repeated++;
        const tookMs = lastAt - sentAt[i]!;
        const left = --missing[i]!;
        if (left === connections.length - 1) firstMs.push(tookMs);
        if (left === half) halfMs.push(tookMs);
        if (left > 0) return;
        allMs.push(tookMs);
        clearTimeout(patience);
        if (allMs.length === count) return resolve();
        patience = setTimeout(resolve, PATIENCE_MS);
        sendNext();
      });
    });
    for (let i = 0; i < Math.min(inFlight, count); i++) sendNext();
  });
  const lost = missing.reduce((sum, left) => sum + left, 0);
  const deliveries = count * connections.length - lost;
  return {
    deliveriesPerSecond: deliveries / ((lastAt - startedAt) / 1000),
    firstHasItMs: quantile(firstMs, 0.5),
    halfHaveItMs: quantile(halfMs, 0.5),
    allHaveItMs: quantile(allMs, 0.5),
    lost,
    repeated,
  };
}

/** Opens connections, some at a time, and no more in a second than AWS admits. */
export async function connect(url: string, count: number, atOnce = 20): Promise<WebSocket[]> {
  const connections: WebSocket[] = [];
  let started = 0;
  let dueAt = 0;
  const connectNext = async () => {
    while (started < count) {
      started++;
      dueAt = Math.max(performance.now(), dueAt + 1000 / ADMITTED_PER_SECOND);
      await wait(dueAt - performance.now());
      const connection = new WebSocket(url, { perMessageDeflate: false });
      connections.push(connection);
      await once(connection, "open");
    }
  };
  await Promise.all(Array.from({ length: atOnce }, connectNext));
  return connections;
}

export function close(connections: WebSocket[]): void {
  for (const connection of connections) connection.terminate();
}

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
