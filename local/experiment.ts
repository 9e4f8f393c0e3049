import { parseArgs } from "node:util";
import { realClock, scaledClock } from "./clock";
import { UserError } from "./errors";
import { EXPERIMENTS, runExperiment, type ExperimentName } from "./experiments/experiments";
import { followJournal } from "./experiments/follow";
import { Lab } from "./experiments/lab";
import { drawLanes } from "./experiments/lanes";
import { createJournal } from "./journal";
import { startRuntime } from "./runtime";

const NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

/** Ten minutes in a second. */
const IDLE_TIME_SCALE = 600;

const USAGE = `Usage: npm run experiment -- NAME [options]

  sequential           20 messages, one after the other: 1 environment
  idle                 2 messages with a pause in between: 2 environments
  concurrent           a "2" and a "hi" at once: 2 environments, "hi" first

  --json               print data
  --time-scale N       make the pause pass N times as fast (${IDLE_TIME_SCALE} for idle, else 1)
  --program DIR        Pulumi program to run (this folder)
  --url URL            drive a running stage, ws://HOST:PORT/STAGE
  --journal FILE       the journal that it was started with`;

/** `npm run experiment`: shows on a service of its own, or on a running one, how environments are used. */
async function main(): Promise<void> {
  const { name, values } = parse(process.argv.slice(2));
  const { url, journal: path } = values;
  const stage = url && path ? { url, journal: followJournal(path), close() {} } : await own();
  const lab = new Lab(stage.url, stage.journal);
  try {
    const result = await runExperiment(name, lab);
    const { isProven, ...data } = result;
    console.log(values.json ? JSON.stringify(data, null, 2) : drawLanes(result));
    if (!isProven) process.exitCode = 1;
  } finally {
    lab.close();
    stage.close();
  }

  async function own() {
    const scale = Number(values["time-scale"] ?? (name === "idle" ? IDLE_TIME_SCALE : 1));
    const clock = scale === 1 ? realClock : scaledClock(scale);
    const journal = createJournal(clock);
    const runtime = await startRuntime({ program: values.program, port: 0, clock, journal });
    const [first] = runtime.urls;
    if (!first) throw new UserError("MODEL", "The program has no stage to connect to.");
    return { url: first, journal, close: () => runtime.close() };
  }
}

function parse(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        url: { type: "string" },
        journal: { type: "string" },
        program: { type: "string", default: "." },
        "time-scale": { type: "string" },
      },
    });
    const name = NAMES.find((known) => known === positionals[0]);
    if (!name || positionals.length > 1)
      throw new Error(`Name one of the experiments ${NAMES.join(", ")}.`);
    if (Boolean(values.url) !== Boolean(values.journal))
      throw new Error("Options --url and --journal belong together.");
    if (!(Number(values["time-scale"] ?? 1) > 0))
      throw new Error(`Option "--time-scale" is "${values["time-scale"]}". Give a number above 0.`);
    return { name, values };
  } catch (error) {
    throw new UserError("USAGE", `${(error as Error).message}\n\n${USAGE}`);
  }
}

main().then(
  // What the service leaves behind must not keep the terminal.
  () => process.exit(),
  (error: unknown) => {
    const isUsers = error instanceof UserError;
    console.error(isUsers ? error.message : error);
    process.exit(isUsers ? error.exitCode : 1);
  },
);
