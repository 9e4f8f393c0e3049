import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";
import type { Scenario } from "./scenario";

/**
 * What is assumed where nothing is said. The CPU times are measured by `npm run bench:broadcast` over TLS;
 * the times of AWS's services are assumptions: AWS publishes none.
 */
export const DEFAULTS: Scenario = {
  connections: 100_000,
  rps: 10_000,
  sharedRps: Infinity,
  concurrency: 1000,
  memoryMb: 512,
  connectionsPerInvocation: 2000,
  cpuUs: 39,
  firstCpuUs: 141,
  // As in handlers/broadcast/pace.ts.
  firstInFlight: 8,
  postsInFlight: 100,
  latencyMs: 20,
  tableMs: 10,
  pageMs: 250,
  connectionsPerPage: 15_000,
  invokeMs: 50,
  coldStartMs: 300,
  timeoutMs: 29_000,
};

/** A single Lambda that reads the table and posts through the AWS SDK. */
export const SDK = {
  connectionsPerInvocation: Infinity,
  cpuUs: 491,
  firstCpuUs: 1309,
  firstInFlight: 50,
  postsInFlight: 50,
};

const TEXT = { type: "string" } as const;
const OPTIONS = {
  connections: TEXT,
  rps: TEXT,
  concurrency: TEXT,
  memory: TEXT,
  "per-invocation": TEXT,
  "cpu-us": TEXT,
  "first-cpu-us": TEXT,
  latency: TEXT,
  page: TEXT,
  "cold-start": TEXT,
  table: { type: "boolean", default: false },
} as const;

const NAMES = {
  connections: "connections",
  rps: "rps",
  concurrency: "concurrency",
  memory: "memoryMb",
  "per-invocation": "connectionsPerInvocation",
  "cpu-us": "cpuUs",
  "first-cpu-us": "firstCpuUs",
  latency: "latencyMs",
  page: "pageMs",
  "cold-start": "coldStartMs",
} as const satisfies Record<Exclude<keyof typeof OPTIONS, "table">, keyof Scenario>;

export const USAGE = `Usage: npm run -w tools simulate -- [options]

How long a broadcast takes on AWS, and what it costs.

  --connections N      whom it reaches (${DEFAULTS.connections})
  --rps N              requests a second that API Gateway grants the account (${DEFAULTS.rps})
  --concurrency N      execution environments of the function fan-out (${DEFAULTS.concurrency})
  --memory MB          memory of the functions (${DEFAULTS.memoryMb})
  --per-invocation N   connections that one invocation serves (${DEFAULTS.connectionsPerInvocation})
  --cpu-us N           CPU time of a post on a whole CPU (${DEFAULTS.cpuUs})
  --first-cpu-us N     the same for the first 1,000 of an environment (${DEFAULTS.firstCpuUs})
  --latency MS         from a post to its answer (${DEFAULTS.latencyMs}, assumed)
  --page MS            reading a full page of the table, of ${DEFAULTS.connectionsPerPage} connections (${DEFAULTS.pageMs}, assumed)
  --cold-start MS      of an execution environment (${DEFAULTS.coldStartMs}, assumed)
  --table              100 to 1,000,000 connections, next to a single Lambda with the SDK`;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the option and the way out.
 */
export function parseOptions(argv: string[]): { scenario: Scenario; table: boolean } | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const { table, ...texts } = values;
  const scenario = { ...DEFAULTS };
  for (const [option, name] of Object.entries(NAMES) as [keyof typeof NAMES, keyof Scenario][]) {
    const text = texts[option];
    if (text === undefined) continue;
    if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0)
      throw commandLine.error(`Option "--${option}" is "${text}". Give a number above 0.`);
    scenario[name] = Number(text);
  }
  return { scenario, table };
}
