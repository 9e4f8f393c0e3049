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
  /** Configuration that overrides the stack's file. */
  config: Record<string, string>;
  /** Messages for the experiment that replace those of "laptop:experiments". */
  slow: string | undefined;
  quick: string | undefined;
  /** A service that already runs; if undefined one is started. */
  running: { url: string; journal: string } | undefined;
}

const NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

/** Makes ten minutes pass in a second. */
const IDLE_TIME_SCALE = 600;

const OPTIONS = {
  ...PROGRAM_OPTIONS,
  json: { type: "boolean", default: false },
  "time-scale": { type: "string" },
  url: { type: "string" },
  journal: { type: "string" },
  slow: { type: "string" },
  quick: { type: "string" },
} as const;

export const USAGE = `Usage: npm run experiment NAME -- [options]

  sequential           20 quick messages, one after the other: 1 environment
  idle                 2 quick messages with a pause in between: 2 environments
  concurrent           a slow message and a quick one at once: 2 environments, the quick one ends first

  --slow MESSAGE       a message that takes the program a second or more
  --quick MESSAGE      a message that the program handles at once
                       (both from "laptop:experiments" in the program's configuration)
  --json               print data
  --time-scale N       let the pause pass N times as fast (${IDLE_TIME_SCALE} for idle, else 1)
  --program DIR        Pulumi program to run (this folder)
  --stack NAME         stack to run (dev)
  --config KEY=VALUE   configuration that overrides the stack's; may be repeated
  --lookup FILE        answers of the cloud that the program asks for, as JSON
  --url URL            use a stage that is already served, ws://HOST:PORT/STAGE
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
  if (!name) throw commandLine.error(`Missing the name of an experiment: ${NAMES.join(", ")}.`);
  const { json, program, stack, slow, quick, url, journal, "time-scale": scale } = values;
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
    config: commandLine.configuration(values.config, values.lookup),
    slow,
    quick,
    running: url && journal ? { url, journal } : undefined,
  };
}
