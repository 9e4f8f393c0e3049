import { CommandLine, PROGRAM_OPTIONS } from "pulumi-laptop/src/cli/options/command-line";
import { EXPERIMENTS, type ExperimentName } from "pulumi-laptop/src/experiments/experiments";

export interface ExperimentCommand {
  name: ExperimentName;
  json: boolean;
  /** How many times as fast the idle timeout passes. */
  timeScale: number;
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  /** Configuration that wins over the stack's file. */
  config: Record<string, string>;
  /** A service that runs; if undefined one is started. */
  running: { url: string; journal: string } | undefined;
}

const NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

/** Ten minutes in a second. */
const IDLE_TIME_SCALE = 600;

const OPTIONS = {
  ...PROGRAM_OPTIONS,
  json: { type: "boolean", default: false },
  "time-scale": { type: "string" },
  url: { type: "string" },
  journal: { type: "string" },
} as const;

export const USAGE = `Usage: npm run experiment NAME -- [options]

  sequential           20 messages, one after the other: 1 environment
  idle                 2 messages with a pause in between: 2 environments
  concurrent           a "2" and a "hi" at once: 2 environments, "hi" first

  --json               print data
  --time-scale N       let the pause pass N times as fast (${IDLE_TIME_SCALE} for idle, else 1)
  --program DIR        Pulumi program to run (this folder)
  --stack NAME         stack to run (dev)
  --config KEY=VALUE   configuration that wins over the stack's; may be repeated
  --url URL            drive a stage that is served, ws://HOST:PORT/STAGE
  --journal FILE       the journal that it was started with`;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the argument and the way out.
 */
export function parseExperimentOptions(argv: string[]): ExperimentCommand | "help" {
  const name = NAMES.find((known) => argv.includes(known));
  const values = commandLine.read(argv.filter((argument) => argument !== name));
  if (values === "help") return values;
  if (!name) throw commandLine.error(`Name one of the experiments ${NAMES.join(", ")}.`);
  const { json, program, stack, url, journal, "time-scale": scale } = values;
  if (Boolean(url) !== Boolean(journal))
    throw commandLine.error(`Options "--url" and "--journal" belong together.`);
  if (!(Number(scale ?? 1) > 0))
    throw commandLine.error(`Option "--time-scale" is "${scale}". Give a number above 0.`);
  return {
    name,
    json,
    timeScale: Number(scale ?? (name === "idle" ? IDLE_TIME_SCALE : 1)),
    program,
    stack,
    config: commandLine.configuration(values.config),
    running: url && journal ? { url, journal } : undefined,
  };
}
