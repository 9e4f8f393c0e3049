import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";
import type { Load } from "./bill";

/** What is assumed where nothing is said. The time of a post is measured by `npm run bench:broadcast`. */
const DEFAULTS = {
  "message-bytes": 100,
  "connection-minutes": 60,
  memory: 512,
  "ms-per-event": 10,
  "cpu-ms-per-post": 0.2,
  "log-bytes-per-event": 500,
};

export const USAGE = `Usage: npm run cost -- --connections N --messages-per-second N [options]

What a month costs at AWS's list prices, without free tiers: on average, around the clock.

  --connections N           connections at any time
  --messages-per-second N   messages that all connections together send
  --recipients N            connections that a message is posted to (all)
  --message-bytes N         size of a message (${DEFAULTS["message-bytes"]})
  --connection-minutes N    how long a connection lasts, 120 at most (${DEFAULTS["connection-minutes"]})
  --memory MB               memory of the function (${DEFAULTS.memory})
  --ms-per-event N          billed for every event (${DEFAULTS["ms-per-event"]})
  --cpu-ms-per-post N       CPU time of one post on a whole CPU (${DEFAULTS["cpu-ms-per-post"]})
  --log-bytes-per-event N   START, END, REPORT and one more line (${DEFAULTS["log-bytes-per-event"]})
  --json                    print one JSON object`;

const TEXT = { type: "string" } as const;
const OPTIONS = {
  connections: TEXT,
  "messages-per-second": TEXT,
  recipients: TEXT,
  "message-bytes": TEXT,
  "connection-minutes": TEXT,
  memory: TEXT,
  "ms-per-event": TEXT,
  "cpu-ms-per-post": TEXT,
  "log-bytes-per-event": TEXT,
  json: { type: "boolean", default: false },
} as const;
type Name = Exclude<keyof typeof OPTIONS, "json">;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the option and the way out.
 */
export function parseCostOptions(argv: string[]): { load: Load; json: boolean } | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const { json, ...texts } = values;
  const number = (name: Name, byDefault?: number): number => {
    const text = texts[name];
    if (text === undefined && byDefault !== undefined) return byDefault;
    if (text === undefined) throw commandLine.error(`How many? Say --${name}.`);
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || !(value <= (LIMITS[name] ?? Infinity)))
      throw commandLine.error(`Option "--${name}" is "${text}". Give a number${limitOf(name)}.`);
    return value;
  };
  const connections = number("connections");
  const load = {
    connections,
    messagesPerSecond: number("messages-per-second"),
    recipients: number("recipients", connections),
    messageBytes: number("message-bytes", DEFAULTS["message-bytes"]),
    connectionMinutes: number("connection-minutes", DEFAULTS["connection-minutes"]),
    memoryMb: number("memory", DEFAULTS.memory),
    msPerEvent: number("ms-per-event", DEFAULTS["ms-per-event"]),
    cpuMsPerPost: number("cpu-ms-per-post", DEFAULTS["cpu-ms-per-post"]),
    logBytesPerEvent: number("log-bytes-per-event", DEFAULTS["log-bytes-per-event"]),
  };
  for (const [name, value] of [
    ["connection-minutes", load.connectionMinutes],
    ["memory", load.memoryMb],
  ] as const)
    if (value === 0) throw commandLine.error(`Option "--${name}" is "0". Give a number above 0.`);
  return { load, json };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const LIMITS: Partial<Record<Name, number>> = {
  "message-bytes": 128 * 1024,
  "connection-minutes": 120,
  memory: 10_240,
};

function limitOf(name: Name): string {
  return LIMITS[name] === undefined ? "" : ` of ${LIMITS[name]} at most`;
}
