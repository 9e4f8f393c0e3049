import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";

export interface SoakOptions {
  durationMs: number;
  /** Connections that are open at any time. */
  connections: number;
  /** What all of them together send. */
  messagesPerSecond: number;
}

export const USAGE = `Usage: npm run soak -- [options]

Runs the program on a copy of it while connections come and go, messages are broadcast, saves happen and
execution environments are killed. It ends with code 1 if memory or descriptors grew, or if anything was lost.
Only Linux tells what it samples.

  --minutes N               how long (20)
  --connections N           connections that are open at any time (60)
  --messages-per-second N   messages that all of them together send (10)`;

const OPTIONS = {
  minutes: { type: "string", default: "20" },
  connections: { type: "string", default: "60" },
  "messages-per-second": { type: "string", default: "10" },
} as const;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the option and the way out.
 */
export function parseSoakOptions(argv: string[]): SoakOptions | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const number = (name: keyof typeof OPTIONS) => {
    const text = values[name];
    if (/^\d{1,6}(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
    throw commandLine.error(`Option "--${name}" is "${text}". Give a number above 0.`);
  };
  return {
    durationMs: number("minutes") * 60_000,
    connections: Math.ceil(number("connections")),
    messagesPerSecond: number("messages-per-second"),
  };
}
