import type { Browser, Page } from "playwright-core";
import type { Call } from "./signed-call";

/** What is attacked, by someone who has the secrets but is not on this machine. */
export interface Target {
  /** `127.0.0.1:PORT` */
  host: string;
  /** Calls with every secret in them, good for this header Host. */
  calls(host: string): Promise<Call[]>;
  /** The same without headers, which browsers send without asking the server. */
  simpleCalls(host: string): Promise<Call[]>;
  /** Where a WebSocket could be opened. */
  webSocketPath: string;
}

/** Whether a page got anything to read, a WebSocket included. */
type Attack = (browser: Browser, target: Target, evilPort: number) => Promise<boolean>;

/** Every `*.example` leads to this machine, as the names of an attacker's site can. */
export const BROWSER_ARGUMENTS = ["--host-resolver-rules=MAP *.example 127.0.0.1"];

/** Each from a page of a foreign origin, or of a name that was rebound to this machine. */
export const ATTACKS: Record<string, Attack> = {
  "a foreign page that reads answers": (browser, { host, calls }, evilPort) =>
    onPage(browser, `http://evil.example:${evilPort}/`, async (page) =>
      page.evaluate(readAll, { origin: `http://${host}`, calls: await calls(host) }),
    ),

  "a foreign page that sends without asking first": (browser, { host, simpleCalls }, evilPort) =>
    onPage(browser, `http://evil.example:${evilPort}/`, async (page) => {
      await page.evaluate(sendAll, { origin: `http://${host}`, calls: await simpleCalls(host) });
      return false;
    }),

  "a WebSocket of a foreign page": (browser, { host, webSocketPath }, evilPort) =>
    onPage(browser, `http://evil.example:${evilPort}/`, (page) =>
      page.evaluate(openWebSocket, `ws://${host}${webSocketPath}`),
    ),

  "a WebSocket of a page without an origin": (browser, { host, webSocketPath }) =>
    onPage(browser, "data:text/html,", (page) =>
      page.evaluate(openWebSocket, `ws://${host}${webSocketPath}`),
    ),

  "a page of a rebound name": (browser, { host, calls }) => {
    const rebound = `rebound.example:${host.split(":")[1]}`;
    return onPage(browser, `http://${rebound}/`, async (page) =>
      page.evaluate(readAll, { origin: "", calls: await calls(rebound) }),
    );
  },

  "a WebSocket of a page of a rebound name": (browser, { host, webSocketPath }) => {
    const rebound = `rebound.example:${host.split(":")[1]}`;
    return onPage(browser, `http://${rebound}/`, (page) =>
      page.evaluate(openWebSocket, `ws://${rebound}${webSocketPath}`),
    );
  },
};

async function onPage(
  browser: Browser,
  url: string,
  attack: (page: Page) => Promise<boolean>,
): Promise<boolean> {
  const page = await browser.newPage();
  try {
    // Without an answer, the page that is shown is the browser's own.
    const opened = await page.goto(url).catch(() => undefined);
    if (!opened && !url.startsWith("data:")) return false;
    return await attack(page);
  } finally {
    await page.close();
  }
}

/* These run in the page. */

interface Asked {
  origin: string;
  calls: Call[];
}

async function readAll({ origin, calls }: Asked): Promise<boolean> {
  const answers = calls.map(({ path, ...call }) =>
    fetch(origin + path, { ...call, signal: AbortSignal.timeout(5000) }).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return (await Promise.all(answers)).includes(true);
}

async function sendAll({ origin, calls }: Asked): Promise<void> {
  const sent = calls.map(({ path, method, body }) =>
    fetch(origin + path, { method, body, mode: "no-cors" }).catch(() => undefined),
  );
  await Promise.all(sent);
}

function openWebSocket(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const webSocket = new WebSocket(url);
    webSocket.onopen = () => resolve(true);
    webSocket.onerror = () => resolve(false);
  });
}
