import { deepEqual, equal, match, ok } from "node:assert/strict";
import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import type { connect, Connection } from "pulumi-websockets-client";
import { bundle } from "./support/bundle";
import { serve } from "./support/echo-server";

declare const kit: { connect: typeof connect };
declare const document: { dispatchEvent(event: Event): void };
declare const window: {
  connection: Connection<unknown, unknown>;
  states: string[];
  /** How much later it is for the client. */
  lateMs: number;
  WebSocket: new (url: string) => { send(text: string): void; onopen: () => void };
};

describe("The client kit, in Chromium", function () {
  let browser: Browser | undefined;
  let page: Page;
  let server: Awaited<ReturnType<typeof serve>>;
  before(async function () {
    browser = await startBrowser();
    if (!browser) this.skip();
  });
  beforeEach(async () => {
    server = await serve(`<!doctype html><title>kit</title><script>${bundle("iife")}</script>`);
    page = await browser!.newPage();
    await page.goto(server.page);
    const connected = server.connected();
    await page.evaluate((url) => {
      window.states = [];
      window.connection = kit.connect({ url, random: () => 1 });
      window.connection.on("state", ({ name }) => window.states.push(name));
    }, server.url);
    await connected;
  });
  afterEach(async () => {
    await page?.close();
    server?.close();
  });
  after(() => browser?.close());

  const send = (message: object) =>
    page.evaluate(
      (sent) =>
        window.connection.send(sent).then(
          (reply) => (reply as { action: string }).action,
          (error: Error) => error.message,
        ),
      message,
    );

  it("sends, and opens again after a cut", async () => {
    equal(await send({ action: "one" }), "one");
    const connected = server.connected();
    server.sockets[0]!.terminate();
    await connected;
    equal(await send({ action: "two" }), "two");
    deepEqual(await page.evaluate(() => window.states.slice(-3)), [
      "waiting",
      "connecting",
      "open",
    ]);
  });

  /** No timer fires here: what happens is for the page's events alone. */
  const withoutTimers = () =>
    page.evaluate((url) => {
      void window.connection.close();
      window.states = [];
      window.lateMs = 0;
      const clock = { now: () => Date.now() + window.lateMs, after: () => ({ cancel() {} }) };
      window.connection = kit.connect({ url, clock });
      window.connection.on("state", ({ name }) => window.states.push(name));
    }, server.url);

  it("opens again when the network comes back, whatever it waits for", async () => {
    const connected = server.connected();
    await withoutTimers();
    const socket = await connected;
    await page.context().setOffline(true);
    socket.terminate();
    await page.waitForFunction(() => window.states.includes("waiting"));
    const again = server.connected();
    await page.context().setOffline(false);
    await again;
    equal(await send({ action: "back" }), "back");
  });

  it("finds out whether it is connected when the page is looked at after a while", async () => {
    const connected = server.connected();
    await withoutTimers();
    const socket = await connected;
    equal(await send({ action: "one" }), "one");
    const look = (lateMs: number) =>
      page.evaluate((ms) => {
        window.lateMs = ms;
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      }, lateMs);
    const next = once(socket, "message");
    await look(50_000);
    await look(3_600_000);
    equal(String(((await next) as [Buffer])[0]), '{"action":"ping"}');
  });

  it("is closed for good, and leaves no WebSocket", async () => {
    await send({ action: "one" });
    const closed = new Promise((resolve) => server.sockets[0]!.once("close", resolve));
    await page.evaluate(() => window.connection.close());
    equal(await closed, 1000);
    equal(await page.evaluate(() => window.connection.state.name), "closed");
  });

  it("sends up to 32 KB, in one frame, and refuses more: a page cannot choose its frames", async () => {
    const bytes = JSON.stringify({ action: "", text: "" }).length;
    const text = (length: number) => "x".repeat(length - bytes - 40);
    equal(await send({ action: "a", text: text(32_000) }), "a");
    const big = await send({ action: "b", text: "x".repeat(33_000) });
    match(big, /^\d+ bytes; at most 32768$/);
    equal(await send({ action: "c" }), "c");
    // Why: Chromium sends these as they are, and API Gateway would cut the connection.
    const connected = server.connected();
    await page.evaluate((url) => {
      const socket = new window.WebSocket(url);
      socket.onopen = () => {
        for (const length of [40_000, 60_000, 131_000])
          socket.send(JSON.stringify({ action: "x".repeat(length) }));
      };
    }, server.url);
    const socket = await connected;
    for (let i = 0; i < 3; i++) await new Promise((resolve) => socket.once("message", resolve));
    ok(server.frames.includes(40_013) && server.frames.includes(60_013));
  });
});
