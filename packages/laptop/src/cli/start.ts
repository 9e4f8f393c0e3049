import { printJournal } from "./console/console";
import { realClock, scaledClock } from "../shared/clock";
import { credentialsFile, writeCredentials } from "../iam/access/credentials-file";
import { UserError } from "../shared/errors";
import { reportUnused } from "../iam/usage/report";
import { UsageReader } from "../iam/usage/usage";
import { appendJournal, createJournal } from "../shared/journal";
import { parseOptions, USAGE } from "./options/start-options";
import { keptToken } from "../page/token";
import { startRuntime, type Runtime } from "../runtime";
import { stateFile } from "../shared/state-file";
import { greeting } from "./console/greeting";
import { keepStatusLine } from "./console/status-line";

/** `pulumi-laptop start`: serves a program until it is interrupted. */
export async function start(argv: string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === "help") return console.log(USAGE);

  const clock = options.timeScale === 1 ? realClock : scaledClock(options.timeScale);
  const journal = createJournal(clock);
  const file = options.journal === undefined ? undefined : await openJournal(options.journal);
  async function openJournal(path: string) {
    return appendJournal(journal, path).catch((error: Error) => {
      throw new UserError(
        "USAGE",
        `The journal "${path}" cannot be written: ${error.message}. Choose another with --journal.`,
      );
    });
  }
  const status = process.stdout.isTTY ? keepStatusLine(journal, process.stdout) : undefined;
  const print = status?.print ?? console.log;
  printJournal(journal, print);
  const usage = new UsageReader();
  journal.subscribe((entry) => usage.read(entry));

  const stopping = new AbortController();
  const { signal } = stopping;
  const pageToken = keptToken(stateFile(options.program, "page-token"));
  const starting = startRuntime({ ...options, clock, journal, pageToken, signal });
  let credentials: ReturnType<typeof keepCredentials>;
  const stop = async () => {
    stopping.abort();
    const runtime = await starting.catch(() => undefined);
    await runtime?.close();
    credentials?.remove();
    await file?.close();
    status?.close();
    for (const line of farewell(usage)) console.log(line);
    process.exit(0);
  };
  process.once("SIGINT", () => void stop()).once("SIGTERM", () => void stop());
  try {
    const runtime = await starting;
    credentials = keepCredentials(options.program, runtime);
    print(greeting(runtime, options.program, credentials?.path));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}

/**
 * Puts the administrator's credentials where the developer's tools find them.
 * @returns undefined if they cannot be kept: then only the runtime itself has them.
 */
function keepCredentials(program: string, { model, pageUrl, administrator }: Runtime) {
  const path = credentialsFile(program, Number(new URL(pageUrl).port || 80));
  try {
    const remove = writeCredentials(path, { ...administrator, region: model.region });
    return { path, remove };
  } catch {
    return undefined;
  }
}

/** What was granted and never used. A run that used nothing gives no line. */
function farewell(usage: UsageReader): string[] {
  const unused = reportUnused(usage);
  if (unused.length === 0 || Object.keys(usage.used()).length === 0) return [];
  return ["Granted and never used, as observed in this run:", ...unused.map((line) => `  ${line}`)];
}
