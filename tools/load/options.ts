import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";

export interface LoadOptions {
  url: string;
  connections: number;
  /** Messages that all connections together send in a second. */
  rate: number;
  durationMs: number;
  /** What a connection sends; `{id}` is what the message is known by when it arrives. */
  message: string;
  /** Whom a message is expected to reach. */
  reaches: "all" | "sender";
  /** A shell command that prints a token, which connections present in the query `token`. */
  tokenCommand: string | undefined;
  /** Handshakes a second. */
  openRate: number;
  processes: number;
  /** Where to write a plot of the latencies. */
  plot: string | undefined;
  json: boolean;
  /** Whether a foreign service may get more than 1,000 connections. */
  yes: boolean;
}

export const USAGE = `Usage: npm run load -- --url URL [options]

Opens connections, sends messages, and counts each delivery: lost, repeated, out of order, and how late. A URL is of
AWS or of a laptop; it sees no difference.

  --url URL             ws:// or wss:// address of a stage
  --connections N       connections that are open (100)
  --rate N              messages that all of them together send in a second (10)
  --duration TIME       how long, such as 30s or 5m (60s)
  --message TEXT        what is sent; {id} stands for what it is known by ({id})
  --reaches all|sender  whom a message is expected to reach (all)
  --token-command CMD   prints a token for the query "token"
  --open-rate N         handshakes a second (500, AWS's quota)
  --processes N         processes that share the connections (one for each 1000)
  --plot FILE           write latencies over time as SVG
  --yes                 allow more than 1,000 connections to a service that is not on this machine
  --json                print one JSON object`;

const OPTIONS = {
  url: { type: "string" },
  connections: { type: "string", default: "100" },
  rate: { type: "string", default: "10" },
  duration: { type: "string", default: "60s" },
  message: { type: "string", default: "{id}" },
  reaches: { type: "string", default: "all" },
  "token-command": { type: "string" },
  "open-rate": { type: "string", default: "500" },
  processes: { type: "string" },
  plot: { type: "string" },
  yes: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** Linux gives 28,232 ports to connections, and other programs need some. */
const MOST_CONNECTIONS = 20_000;

/** One byte is kept for each delivery. */
const MOST_DELIVERIES = 500_000_000;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the option and the way out.
 */
export function parseLoadOptions(argv: string[]): LoadOptions | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const refuse = (name: keyof typeof OPTIONS, wayOut: string) =>
    commandLine.error(`Option "--${name}" is "${String(values[name])}". ${wayOut}`);
  const number = (name: "connections" | "rate" | "open-rate" | "processes", text: string) => {
    const isWhole = name === "connections" || name === "processes";
    if (!(isWhole ? /^\d{1,6}$/ : /^\d{1,6}(\.\d+)?$/).test(text) || Number(text) === 0)
      throw refuse(name, `Give a ${isWhole ? "whole " : ""}number above 0.`);
    return Number(text);
  };
  const { url, message, reaches, duration, plot, yes, json } = values;
  if (url === undefined) throw commandLine.error("Missing --url URL.");
  if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol))
    throw refuse("url", "Give an address that begins with ws:// or wss://.");
  if (!message.includes("{id}"))
    throw refuse("message", "Put {id} where the message can carry a text.");
  if (reaches !== "all" && reaches !== "sender") throw refuse("reaches", "Give all or sender.");
  const [, time, unit] = /^(\d{1,5})(s|m)$/.exec(duration) ?? [];
  if (!(Number(time) > 0)) throw refuse("duration", "Give a time such as 30s or 5m.");
  const durationMs = Number(time) * (unit === "m" ? 60_000 : 1000);
  const connections = number("connections", values.connections);
  if (connections > MOST_CONNECTIONS)
    throw refuse("connections", `One address of a machine has ports for ${MOST_CONNECTIONS}.`);
  const rate = number("rate", values.rate);
  const deliveries = (durationMs / 1000) * rate * (reaches === "all" ? connections : 1);
  if (deliveries > MOST_DELIVERIES)
    throw commandLine.error(
      `${Math.round(deliveries / 1e6)} million deliveries are more than are counted here. Send less, or for a shorter time.`,
    );
  const byDefault = Math.ceil(connections / 1000);
  const processes =
    values.processes === undefined ? byDefault : number("processes", values.processes);
  return {
    ...{ url, message, reaches, durationMs, connections, rate, plot, yes, json },
    tokenCommand: values["token-command"],
    openRate: number("open-rate", values["open-rate"]),
    processes: Math.min(processes, connections),
  };
}
