import { parseArgs } from "node:util";
import { UserError } from "./errors";

export interface Options {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  port: number;
  host: string;
  /** Configuration that wins over the stack's file. */
  config: Record<string, string>;
  /** Seconds that pass for AWS's timers in one second on the wall. */
  timeScale: number;
  /** How long an execution environment stays warm without an event. */
  idleTimeoutMs: number;
  /** A file to append the journal to. */
  journal: string | undefined;
  /** Whether a changed file is taken over at once. */
  watch: boolean;
}

const OPTIONS = {
  program: { type: "string", default: "." },
  stack: { type: "string", default: "dev" },
  port: { type: "string", default: "3000" },
  host: { type: "string", default: "127.0.0.1" },
  config: { type: "string", multiple: true, default: [] as string[] },
  "time-scale": { type: "string", default: "1" },
  "idle-timeout": { type: "string", default: "600" },
  journal: { type: "string" },
  "no-watch": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export const USAGE = `Usage: npm start -- [options]

  --program DIR        Pulumi program to run (this folder)
  --stack NAME         stack to run (dev)
  --port N             port to listen on, 0 for any free one (3000)
  --host ADDRESS       address to listen on (127.0.0.1)
  --config KEY=VALUE   configuration that wins over the stack's; may be repeated
  --time-scale N       make idle timeouts and other limits pass N times as fast (1)
  --idle-timeout N     seconds without an event that end an execution environment (600)
  --journal FILE       append what happens to a file, one JSON object a line
  --no-watch           do not take over changes of the program's files`;

/**
 * Reads the command line.
 * @returns the options, or "help" if they were asked for.
 * @throws UserError that names the argument and the way out.
 */
export function parseOptions(argv: string[]): Options | "help" {
  const { values, tokens } = parseArgs({
    args: argv,
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") throw usage(`Unexpected argument "${token.value}".`);
    if (token.kind !== "option") continue;
    const known = OPTIONS[token.name as keyof typeof OPTIONS];
    if (!known)
      throw usage(
        `Unknown option "${token.rawName}". Is "--${nearest(token.name, Object.keys(OPTIONS))}" meant?`,
      );
    if (known.type === "string" && token.value === undefined)
      throw usage(`Option "${token.rawName}" needs a value.`);
    if (known.type === "boolean" && token.value !== undefined)
      throw usage(`Option "${token.rawName}" takes no value.`);
  }
  if (values.help) return "help";
  return {
    program: values.program as string,
    stack: values.stack as string,
    port: parsePort(values.port as string),
    host: values.host as string,
    config: Object.fromEntries((values.config as string[]).map(parseConfig)),
    timeScale: parseTimeScale(values["time-scale"] as string),
    idleTimeoutMs: parseSeconds("--idle-timeout", values["idle-timeout"] as string) * 1000,
    journal: values.journal as string | undefined,
    watch: !values["no-watch"],
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw usage(`Option "--port" is "${text}". Give a number from 0 to 65535.`);
}

function parseTimeScale(text: string): number {
  const factor = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && factor > 0 && factor <= 100_000) return factor;
  throw usage(`Option "--time-scale" is "${text}". Give a number above 0, for example 60.`);
}

function parseSeconds(option: string, text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0) return seconds;
  throw usage(`Option "${option}" is "${text}". Give a number of seconds above 0.`);
}

function parseConfig(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw usage(`Option "--config" is "${text}". Write it as KEY=VALUE.`);
  return [key, value];
}

function usage(message: string): UserError {
  return new UserError("USAGE", `${message}\n\n${USAGE}`);
}

/** The candidate with the fewest edits. */
export function nearest(text: string, candidates: string[]): string {
  return candidates
    .map((name) => ({ name, edits: distance(text, name) }))
    .sort((a, b) => a.edits - b.edits)[0]!.name;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
