import { printJournal } from "./console/console";
import { realClock, scaledClock } from "../shared/clock";
import { connectUrl } from "../iam/signature/connect-url";
import { UserError } from "../shared/errors";
import { reportUnused } from "../iam/usage/report";
import { UsageReader } from "../iam/usage/usage";
import { appendJournal, createJournal } from "../shared/journal";
import { parseOptions, USAGE } from "./options/start-options";
import { keptToken, tokenFile } from "../page/token";
import { startRuntime, type Runtime } from "../runtime";
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
  const pageToken = keptToken(tokenFile(options.program));
  const starting = startRuntime({ ...options, clock, journal, pageToken, signal });
  const stop = async () => {
    stopping.abort();
    const runtime = await starting.catch(() => undefined);
    await runtime?.close();
    await file?.close();
    status?.close();
    for (const line of farewell(usage)) console.log(line);
    process.exit(0);
  };
  process.once("SIGINT", () => void stop()).once("SIGTERM", () => void stop());
  try {
    print(await greeting(await starting));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}

async function greeting({ model, urls, pageUrl, dynamoDbEndpoint }: Runtime): Promise<string> {
  const width = 10;
  const line = (label: string, text: string) => `  ${label.padEnd(width)}${text}`;
  const connect = urls[0] === undefined ? undefined : await connectUrl(model, urls[0]);
  return [
    `${model.project}, stack ${model.stack}`,
    ...urls.map((url) => line("WebSocket", url)),
    line("Page", pageUrl),
    ...(connect ? [line("Connect", `npx wscat -c ${quoted(connect)}`)] : []),
    ...model.tables.map((table) => line("DynamoDB", `${dynamoDbEndpoint} table ${table.name}`)),
    ...(model.inert.length > 0 ? [line("No effect", `here: ${model.inert.join(", ")}`)] : []),
  ].join("\n");
}

/** The URL for a shell, which would interpret characters of a query. */
function quoted(url: string): string {
  return url.includes("?") ? `"${url}"` : url;
}

/** What was granted and never used. A run that used nothing gives no line. */
function farewell(usage: UsageReader): string[] {
  const unused = reportUnused(usage);
  if (unused.length === 0 || Object.keys(usage.used()).length === 0) return [];
  return ["Granted and never used, as observed in this run:", ...unused.map((line) => `  ${line}`)];
}
