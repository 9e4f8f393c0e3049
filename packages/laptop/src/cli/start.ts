import { resolve } from "node:path";
import { compilerOf } from "../program/types/compiler";
import { checkTypes } from "../program/types/type-check";
import { readProject } from "../program/project/project";
import { printJournal } from "./console/console";
import { realClock, scaledClock } from "../shared/clock";
import { credentialsFile, writeCredentials } from "../iam/access/credentials-file";
import { UserError } from "../shared/errors";
import { reportUnused } from "../iam/usage/report";
import { UsageReader } from "../iam/usage/usage";
import { createJournal, type Journal } from "../shared/journal";
import { appendJournal } from "../shared/files/journal-file";
import { parseOptions, USAGE, type Options } from "./options/start-options";
import { keptToken } from "../page/token";
import { startRuntime, type Runtime } from "../runtime";
import { stateFile } from "../shared/files/state-file";
import { exposureWarning } from "./console/exposure-warning";
import { greeting } from "./console/greeting";
import { openOutput } from "./console/output";
import { reportError } from "./console/report-error";

/** `pulumi-laptop start`: serves a program until it is interrupted. */
export async function start(argv: string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === "help") return console.log(USAGE);

  const clock = options.timeScale === 1 ? realClock : scaledClock(options.timeScale);
  const journal = createJournal(clock);
  const output = openOutput(journal);
  const { print } = output;
  const file = options.journal === undefined ? undefined : await openJournal(options.journal);
  async function openJournal(path: string) {
    const onEnd = (reason: string) => print(`The journal "${path}" ends here: ${reason}.`);
    return appendJournal(journal, path, onEnd).catch((error: Error) => {
      throw new UserError(
        "USAGE",
        `The journal "${path}" cannot be written: ${error.message}. Choose another with --journal.`,
      );
    });
  }
  const endPrinting = printJournal(journal, print, {
    detail: options.detail,
    colors: output.hasColors,
  });
  const usage = new UsageReader();
  journal.subscribe((entry) => usage.read(entry));

  const endTypes = options.types ? startCheckingTypes(options, journal) : undefined;

  const stopping = new AbortController();
  const { signal } = stopping;
  const pageToken = keptToken(stateFile(options.program, "page-token"));
  const starting = startRuntime({ ...options, clock, journal, pageToken, signal });
  let credentials: ReturnType<typeof keepCredentials>;
  const stop = async () => {
    stopping.abort();
    endTypes?.();
    const runtime = await starting.catch(() => undefined);
    const failure = await runtime?.close().catch((error: unknown) => ({ error }));
    credentials?.remove();
    await file?.close();
    endPrinting();
    output.close();
    for (const line of farewell(usage)) print(line);
    process.exit(failure ? reportError(failure.error) : 0);
  };
  // A terminal that is closed sends SIGHUP.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void stop());
  try {
    const runtime = await starting;
    credentials = keepCredentials(options.program, runtime);
    print(greeting(runtime, options.program, credentials?.path));
    for (const line of exposureWarning(options)) print(line);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}

function startCheckingTypes({ program, stack, config }: Options, journal: Journal): () => void {
  const compiler = () => {
    try {
      return compilerOf(readProject(resolve(program), stack, config));
    } catch {
      // The evaluation says what is wrong with the project.
      return undefined;
    }
  };
  return checkTypes(journal, compiler, stateFile(program, "types.tsbuildinfo"));
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
