import { DEFAULTS } from "./options";
import type { Scenario } from "./scenario";

/** When a broadcast is delivered: milliseconds after its message was sent. */
export interface Delivery {
  firstMs: number;
  medianMs: number;
  lastMs: number;
}

/** What is measured on a laptop besides the runs that the simulation is compared with. */
export interface Calibration {
  /** When the sender has its message that is alone. */
  aloneMs: number;
  /** A broadcast to so many, whom one invocation serves. */
  connections: number;
  many: Delivery;
  /** Several broadcasts to as many at once. */
  several: { firstMs: number; deliveriesPerSecond: number };
}

/** A post's answer takes no time beyond the machine's work for it, which the rates have. */
const LATENCY_MS = 1;

/**
 * The scenario of the laptop runtime whose environments are warm. It enforces AWS's quotas, and fan-out
 * divides the account's requests as on AWS. But one machine does everything: the gateway, all environments
 * and the connections together deliver so many a second, and what begins while others post waits.
 */
export function laptopScenario(
  connections: number,
  { aloneMs, connections: calibrated, many, several }: Calibration,
): Scenario {
  const others = calibrated - 1;
  const postUs = ((many.lastMs - many.firstMs) * 1000) / others;
  const connectionListedMs = Math.max(0, many.firstMs - aloneMs) / others;
  return {
    ...DEFAULTS,
    connections,
    sharedRps: several.deliveriesPerSecond,
    // What one environment and the gateway take for a post. No share of a CPU is enforced.
    memoryMb: 1769,
    cpuUs: postUs,
    firstCpuUs: postUs,
    latencyMs: LATENCY_MS,
    // A broadcast to one is an event, a call to the table and a post, as is the first post of a chunk.
    tableMs: Math.max(0, aloneMs - LATENCY_MS),
    pageMs: connectionListedMs * DEFAULTS.connectionsPerPage,
    // The chunk's comes while others post, and takes that much longer.
    invokeMs: Math.max(0, several.firstMs - many.firstMs),
    coldStartMs: 0,
  };
}
