import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Price } from "../cost/bill";
import { DEFAULTS, SDK } from "./options";
import type { Outcome, Scenario } from "./scenario";
import { simulate } from "./simulate";

type Meter = "messages" | "invocations" | "gbSeconds" | "readUnits" | "writeUnits";
const PRICES = JSON.parse(readFileSync(join(__dirname, "../cost/prices.json"), "utf8")) as Record<
  Meter,
  Price
>;

const WIDTH = 60;
const HEIGHT = 10;
const READ_UNIT_BYTES = 4096;
/** Names and values of connectionId, connectedAt and expiresAt. */
const ITEM_BYTES = 75;

/** What a broadcast costs in dollars at list prices, the first tier of each. */
export function dollarsOf({ connections, memoryMb }: Scenario, outcome: Outcome): number {
  const chunks = outcome.invocations - 1;
  const used: Record<Meter, number> = {
    messages: outcome.delivered,
    invocations: outcome.invocations,
    gbSeconds: (outcome.billedSeconds * memoryMb) / 1024,
    readUnits: Math.ceil((connections * ITEM_BYTES) / READ_UNIT_BYTES) + chunks,
    writeUnits: 2 * chunks,
  };
  return Object.entries(used).reduce((sum, [meter, quantity]) => {
    const { per, tiers } = PRICES[meter as Meter];
    return sum + (quantity / per) * (tiers[0]?.dollars ?? 0);
  }, 0);
}

/** One broadcast, with deliveries over time. */
export function printBroadcast(scenario: Scenario): string {
  const outcome = simulate(scenario);
  const { firstMs, medianMs, lastMs, delivered, invocations } = outcome;
  return [
    drawn(outcome),
    "",
    `first delivery    ${seconds(firstMs)}`,
    `median            ${seconds(medianMs)}`,
    `last              ${seconds(lastMs)}`,
    `delivered         ${delivered.toLocaleString("en")} of ${scenario.connections.toLocaleString("en")}`,
    `invocations       ${invocations}`,
    `cost              $${dollarsOf(scenario, outcome).toFixed(4)}`,
  ].join("\n");
}

/** Deliveries a second, over time. */
function drawn({ steps, stepMs }: Outcome): string {
  const last = steps.findLastIndex((posts) => posts > 0) + 1;
  const stepsPerColumn = Math.max(1, Math.ceil(last / WIDTH));
  const columns: number[] = [];
  for (let first = 0; first < last; first += stepsPerColumn) {
    const sum = steps.slice(first, first + stepsPerColumn).reduce((a, b) => a + b, 0);
    columns.push((sum * 1000) / (stepsPerColumn * stepMs));
  }
  const most = Math.max(...columns);
  const rows = Array.from({ length: HEIGHT }, (_, i) => {
    const level = ((HEIGHT - i - 0.5) / HEIGHT) * most;
    const label = i === 0 ? `${Math.round(most).toLocaleString("en")}/s` : "";
    return `${label.padStart(10)} │${columns.map((rate) => (rate >= level ? "█" : " ")).join("")}`;
  });
  const axis = `${"".padStart(10)} └${"─".repeat(columns.length)} ${seconds(last * stepMs)}`;
  return [...rows, axis].join("\n");
}

const SIZES = [100, 1000, 10_000, 100_000, 1_000_000];
const QUOTAS = [
  { name: "10,000 requests/s", rps: 10_000 },
  { name: "100,000 requests/s", rps: 100_000 },
];

/** 100 to 1,000,000 connections, as a table for docs/performance.md. */
export function printTable(base: Scenario): string {
  const rows = SIZES.map((connections) => {
    const cells = QUOTAS.map(({ rps }) => {
      const scenario = { ...base, connections, rps };
      const outcome = simulate(scenario);
      return `${seconds(outcome.lastMs)}, $${dollarsOf(scenario, outcome).toFixed(4)}`;
    });
    const single = simulate({ ...base, ...SDK, connections, rps: DEFAULTS.rps });
    const reached =
      single.delivered >= connections
        ? seconds(single.lastMs)
        : `${single.delivered.toLocaleString("en")} within ${seconds(base.timeoutMs)}`;
    return `| ${connections.toLocaleString("en")} | ${[...cells, reached].join(" | ")} |`;
  });
  const head = ["connections", ...QUOTAS.map(({ name }) => name), "one Lambda with the SDK"];
  return [`| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...rows].join("\n");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}
