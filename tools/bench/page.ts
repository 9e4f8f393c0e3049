import { once } from "node:events";
import { fork, type ChildProcess } from "node:child_process";
import { WebSocket } from "ws";
import { startRuntime } from "pulumi-laptop/src/runtime";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";

/**
 * What an open page costs the service: how many messages a second a connection gets answered with the page
 * open in a browser, and without, by turns, and the time of the processor that the service used for each.
 * The service has a process of its own; the browser takes time of the same processors.
 *
 *     npm run bench:page -- [ROUNDS]
 */
const ROUNDS = Number(process.argv[2] ?? 6);
const ROUND_MS = 4000;
const CONNECTIONS = 2;

interface Addresses {
  url: string;
  pageUrl: string;
}

interface Round {
  perSecond: number;
  /** Time of the processor that the service used for a message, in milliseconds. */
  cpuMs: number;
}

async function main(): Promise<void> {
  const service = fork(__filename, ["service"], { execArgv: process.execArgv });
  const [{ url, pageUrl }] = (await once(service, "message")) as [Addresses];
  const browser = await startBrowser();
  if (!browser) throw new Error("The browser runs on Linux with glibc on x64 only.");
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const webSocket = new WebSocket(url);
      await once(webSocket, "open");
      return webSocket;
    }),
  );
  await measure(service, connections);
  const rounds = { without: [] as Round[], with: [] as Round[] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.without.push(await measure(service, connections));
    const { page } = await openPage(browser, pageUrl);
    rounds.with.push(await measure(service, connections));
    await page.context().close();
  }
  const [off, on] = [medianOf(rounds.without), medianOf(rounds.with)];
  const line = (name: string, perSecond: string, cpuMs: string) =>
    console.log(`${name.padEnd(14)}${perSecond.padStart(12)}${cpuMs.padStart(18)}`);
  line("page", "messages/s", "CPU ms/message");
  line("closed", off.perSecond.toFixed(0), off.cpuMs.toFixed(2));
  line("open", on.perSecond.toFixed(0), on.cpuMs.toFixed(2));
  line("open / closed", ratio(on.perSecond, off.perSecond), ratio(on.cpuMs, off.cpuMs));
  await browser.close();
  service.kill();
  process.exit();
}

/** Every connection sends its next message when the last has come back. */
async function measure(service: ChildProcess, connections: WebSocket[]): Promise<Round> {
  const cpuBefore = await cpuOf(service);
  const until = performance.now() + ROUND_MS;
  const counts = await Promise.all(connections.map((webSocket, i) => talk(webSocket, i, until)));
  const count = counts.reduce((sum, each) => sum + each, 0);
  const cpuMs = (await cpuOf(service)) - cpuBefore;
  return { perSecond: (count / ROUND_MS) * 1000, cpuMs: cpuMs / count };
}

async function talk(webSocket: WebSocket, number: number, until: number): Promise<number> {
  let count = 0;
  while (performance.now() < until) {
    const text = `${number} says ${count++}`;
    const answered = new Promise<void>((resolve) => {
      const onMessage = (data: Buffer) => {
        if (!data.toString("utf8").endsWith(text)) return;
        webSocket.off("message", onMessage);
        resolve();
      };
      webSocket.on("message", onMessage);
    });
    webSocket.send(text);
    await answered;
  }
  return count;
}

async function cpuOf(service: ChildProcess): Promise<number> {
  service.send("cpu");
  const [ms] = (await once(service, "message")) as [number];
  return ms;
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(2);
}

function medianOf(rounds: Round[]): Round {
  const median = (of: (round: Round) => number) =>
    rounds.map(of).sort((a, b) => a - b)[Math.floor(rounds.length / 2)]!;
  return { perSecond: median((round) => round.perSecond), cpuMs: median((round) => round.cpuMs) };
}

async function serve(): Promise<void> {
  const runtime = await startRuntime({ program: ".", port: 0, watch: false });
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send!((user + system) / 1000);
  });
  process.send!({ url: runtime.urls[0], pageUrl: runtime.pageUrl });
}

void (process.argv[2] === "service" ? serve() : main());
