import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startBrowser } from "../support/browser";
import { startStage, type TestStage } from "../support/stage";

describe("the page", function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let stage: TestStage;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complains of. */
  const complaints: string[] = [];
  /** Every address that the page asked for. */
  const asked = new Set<string>();

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    stage = await startStage({ program: "." });
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    await page.goto(stage.runtime.pageUrl);
    await page.locator("#status", { hasText: "Live" }).waitFor();
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  const open = () => page.getByRole("button", { name: "Open a test connection" }).click();
  const rows = () => page.locator("#connection-list tbody tr:not(.closed)");

  it("takes the token out of its address", () => {
    assert.equal(page.url(), new URL("/", stage.runtime.pageUrl).href);
  });

  it("shows two test connections that chat", async () => {
    await open();
    await rows().nth(0).waitFor();
    await open();
    await rows().nth(1).waitFor();
    await rows().nth(0).getByPlaceholder("Message").fill("hello");
    await rows().nth(0).getByRole("button", { name: /^Send/ }).click();
    const message = page.locator(".conversation > li", { hasText: "hello" });
    await message.getByText("2 deliveries").click();
    assert.equal(await message.getByText(/after .+: Echo me: hello$/).count(), 2);
  });

  it("complains of nothing, and asks nobody but the service", () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual([...asked], [new URL(stage.runtime.pageUrl).origin]);
  });
});
