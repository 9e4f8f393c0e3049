import { resolve } from "node:path";
import { ACCOUNT_REQUESTS_PER_SECOND } from "../../apigateway/limits";
import { isLoopback, plainName } from "../../shared/addresses";
import type { Inspect } from "../../lambda/runtimes/node-runtime";
import { EXPOSABLE, LOCAL, parseOrigin, type Exposable } from "../../shared/exposure";
import { CommandLine, JUDGED_PROGRAM_OPTIONS } from "./command-line";

export interface Options {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  port: number;
  host: string;
  /** What other machines may reach beside the stages. */
  expose: Exposable[];
  /** Origins whose pages may open WebSockets, beside those of this machine. */
  allowOrigins: string[];
  /** Configuration that overrides the stack's file. */
  config: Record<string, string>;
  /** Folders of policy packs; if there are none, the program's folder "policy" applies. */
  policyPacks: string[];
  /** Folders or zip files with layers that the program does not declare, by the ARN of the layer's version. */
  layers: Record<string, string>;
  /** Types and names of what to leave out of the program. */
  without: string[];
  /** How many times as fast AWS's timers run. */
  timeScale: number;
  /** How long an execution environment stays warm without an event. */
  idleTimeoutMs: number;
  /** The account's quota of requests to API Gateway. */
  requestsPerSecond: number;
  /** The file to append the journal to. */
  journal: string | undefined;
  /** Whether execution environments can be debugged: with "wait" each starts when a debugger has attached. */
  inspect: Inspect | undefined;
  /** Whether the program is reloaded when one of its files changes. */
  watch: boolean;
  /** Whether the program's types are checked in the background. */
  types: boolean;
  /** What is printed: addresses, errors and reloads; one line for each event; or all that the journal has. */
  detail: "quiet" | "normal" | "verbose";
}

const OPTIONS = {
  ...JUDGED_PROGRAM_OPTIONS,
  port: { type: "string", default: "3000" },
  host: { type: "string", default: LOCAL.host },
  expose: { type: "string", multiple: true, default: [] as string[] },
  "allow-origin": { type: "string", multiple: true, default: [] as string[] },
  layer: { type: "string", multiple: true, default: [] as string[] },
  without: { type: "string", multiple: true, default: [] as string[] },
  "time-scale": { type: "string", default: "1" },
  "idle-timeout": { type: "string", default: "600" },
  "requests-per-second": { type: "string", default: String(ACCOUNT_REQUESTS_PER_SECOND) },
  journal: { type: "string" },
  inspect: { type: "boolean", default: false },
  "inspect-brk": { type: "boolean", default: false },
  "no-watch": { type: "boolean", default: false },
  "no-types": { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
} as const;

export const USAGE = `Usage: pulumi-laptop start [options]

  --program DIR        Pulumi program to run (this folder)
  --stack NAME         stack to run (dev)
  --port N             port to listen on, 0 for any free one (3000)
  --host ADDRESS       address to listen on (127.0.0.1); another opens the stages to a network
  --expose NAME        open more to it: page, management, dynamodb or invoke; may be repeated
  --allow-origin ORIGIN
                       let web pages of another site connect, * for all; may be repeated
  --config KEY=VALUE   configuration that overrides the stack's; may be repeated
  --lookup FILE        answers of the cloud that the program asks for, as JSON
  --policy-pack DIR    policy pack that applies (the program's folder "policy"); may be repeated
  --layer ARN=FOLDER   a Lambda layer of another account, as a folder or zip; may be repeated
  --without TYPE|NAME  leave out what is not emulated, and refuse its callers; may be repeated
  --time-scale N       run idle timeouts and other limits N times as fast (1)
  --idle-timeout N     seconds without an event after which an execution environment ends (600)
  --requests-per-second N
                       the account's quota of requests, if AWS has raised it (10000)
  --journal FILE       append what happens to a file, one JSON object a line
  --inspect            let a debugger attach to execution environments, on ports that their logs name
  --inspect-brk        the same, and each waits for it before its first line
  --no-watch           do not reload the program when its files change
  --no-types           do not check the program's types in the background
  --quiet              print addresses, errors and reloads only
  --verbose            print everything that the journal has`;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @returns the options, or "help" if that was asked for.
 * @throws UserError that names the argument and the way out.
 */
export function parseOptions(argv: string[]): Options | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const { program, stack, host, journal } = values;
  return {
    program,
    stack,
    port: parsePort(values.port),
    host,
    expose: parseExposed(values.expose, host),
    allowOrigins: values["allow-origin"].map(parseAllowedOrigin),
    config: commandLine.configuration(values.config, values.lookup),
    policyPacks: values["policy-pack"],
    layers: parseLayers(values.layer),
    without: values.without,
    timeScale: parseTimeScale(values["time-scale"]),
    idleTimeoutMs: parseSeconds("--idle-timeout", values["idle-timeout"]) * 1000,
    requestsPerSecond: parseRate(values["requests-per-second"]),
    journal,
    inspect: values["inspect-brk"] ? "wait" : values.inspect ? "run" : undefined,
    watch: !values["no-watch"],
    types: !values["no-types"],
    detail: parseDetail(values.quiet, values.verbose),
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw commandLine.error(`Option "--port" is "${text}". Give a number from 0 to 65535.`);
}

function parseDetail(quiet: boolean, verbose: boolean): Options["detail"] {
  if (quiet && verbose)
    throw commandLine.error('Options "--quiet" and "--verbose" exclude each other.');
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

function parseExposed(names: string[], host: string): Exposable[] {
  const isKnown = (name: string): name is Exposable => EXPOSABLE.includes(name as Exposable);
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined)
    throw commandLine.error(
      `Option "--expose" is "${unknown}". Give one of ${EXPOSABLE.join(", ")}.`,
    );
  if (names.length > 0 && isLoopback(plainName(host)))
    throw commandLine.error(
      `Option "--expose" needs "--host": "${host}" is reached from this machine only.`,
    );
  return names.filter(isKnown);
}

function parseAllowedOrigin(text: string): string {
  const origin = text === "*" ? text : parseOrigin(text.replace(/(?<=[^/])\/$/, ""));
  if (origin !== undefined) return origin;
  throw commandLine.error(
    `Option "--allow-origin" is "${text}". Give an origin, for example https://example.com, or *.`,
  );
}

function parseLayers(texts: string[]): Record<string, string> {
  const entries = texts.map((text) => {
    const [, arn, folder] = /^(arn:[^=]+:layer:[^=]+:\d+)=(.+)$/.exec(text) ?? [];
    if (arn !== undefined && folder !== undefined) return [arn, resolve(folder)] as const;
    throw commandLine.error(
      `Option "--layer" is "${text}". Write it as ARN=FOLDER, with the version in the ARN.`,
    );
  });
  return Object.fromEntries(entries);
}

function parseTimeScale(text: string): number {
  const factor = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && factor > 0 && factor <= 100_000) return factor;
  throw commandLine.error(
    `Option "--time-scale" is "${text}". Give a number above 0, for example 60.`,
  );
}

function parseRate(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw commandLine.error(
    `Option "--requests-per-second" is "${text}". Give a whole number above 0.`,
  );
}

function parseSeconds(option: string, text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0) return seconds;
  throw commandLine.error(`Option "${option}" is "${text}". Give a number of seconds above 0.`);
}
