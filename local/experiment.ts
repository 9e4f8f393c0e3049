import { realClock, scaledClock } from "./clock";
import { UserError } from "./errors";
import { reportError } from "./report-error";
import { runExperiment } from "./experiments/experiments";
import { followJournal } from "./experiments/follow";
import { Lab } from "./experiments/lab";
import { drawLanes } from "./experiments/lanes";
import { parseExperimentOptions, USAGE, type ExperimentCommand } from "./experiments/options";
import { createJournal, type Journal } from "./journal";
import { startRuntime } from "./runtime";

/** What an experiment is done on. */
interface Stage {
  url: string;
  journal: Pick<Journal, "subscribe">;
  close(): void | Promise<void>;
}

/** `npm run experiment`: shows on a service of its own, or on one that runs, how environments are used. */
async function main(): Promise<void> {
  const command = parseExperimentOptions(process.argv.slice(2));
  if (command === "help") return console.log(USAGE);
  const stage = running(command) ?? (await start(command));
  const lab = new Lab(stage.url, stage.journal);
  try {
    const result = await runExperiment(command.name, lab);
    const { isProven, ...data } = result;
    console.log(command.json ? JSON.stringify(data, null, 2) : drawLanes(result));
    if (!isProven) process.exitCode = 1;
  } finally {
    lab.close();
    await stage.close();
  }
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
