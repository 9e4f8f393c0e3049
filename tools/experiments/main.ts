import { resolve } from "node:path";
import {
  createJournal,
  type Journal,
  readProject,
  realClock,
  scaledClock,
  startRuntime,
  UserError,
} from "pulumi-laptop";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { runExperiment, type Messages } from "pulumi-laptop/src/experiments/experiments";
import { followJournal } from "./follow";
import { Lab } from "pulumi-laptop/src/experiments/lab";
import { drawLanes } from "./lanes";
import { parseExperimentOptions, USAGE, type ExperimentCommand } from "./options";

/** What an experiment is done on. */
interface Stage {
  url: string;
  journal: Pick<Journal, "subscribe">;
  close(): void | Promise<void>;
}

/** `npm run experiment`: shows on a new service, or on one that already runs, how environments are used. */
async function main(): Promise<void> {
  const command = parseExperimentOptions(process.argv.slice(2));
  if (command === "help") return console.log(USAGE);
  const messages = messagesOf(command);
  const stage = running(command) ?? (await start(command));
  const lab = new Lab(stage.url, stage.journal);
  try {
    const result = await runExperiment(command.name, lab, messages);
    const { isProven, ...data } = result;
    console.log(command.json ? JSON.stringify(data, null, 2) : drawLanes(result));
    if (!isProven) process.exitCode = 1;
  } finally {
    lab.close();
    await stage.close();
  }
}

/** The messages of the command line, else those that the program names. */
function messagesOf({ slow, quick, program, stack, config }: ExperimentCommand): Messages {
  if (slow !== undefined && quick !== undefined) return { slow, quick };
  const named = readProject(resolve(program), stack, config).experiments;
  if (named) return { slow: slow ?? named.slow, quick: quick ?? named.quick };
  throw new UserError(
    "USAGE",
    'Missing --slow MESSAGE and --quick MESSAGE, or "laptop:experiments" in the configuration of the program.',
  );
}

function running({ running: service }: ExperimentCommand): Stage | undefined {
  return service && { url: service.url, journal: followJournal(service.journal), close() {} };
}

async function start({ timeScale, program, stack, config }: ExperimentCommand): Promise<Stage> {
  const clock = timeScale === 1 ? realClock : scaledClock(timeScale);
  const journal = createJournal(clock);
  const runtime = await startRuntime({ program, stack, config, port: 0, clock, journal });
  const [url] = runtime.urls;
  if (!url) throw new UserError("MODEL", "The program has no stage to connect to.");
  return { url, journal, close: () => runtime.close() };
}

main().then(
  // What the service leaves behind must not keep the terminal.
  () => process.exit(),
  (error: unknown) => {
    process.exit(reportError(error));
  },
);
