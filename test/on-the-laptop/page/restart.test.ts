import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { copyProgram, type CopiedProgram } from "../../support/copied-program";
import { freePort } from "../../support/free-port";
import { live, openPage } from "pulumi-laptop/test/support/page/opened-page";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const TOKEN = "0123456789abcdefghijkl";

describe("an open page", function () {
  let browser: Browser | undefined;
  let program: CopiedProgram;
  const stages: TestStage[] = [];

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    program = await copyProgram();
  });
  afterEach(async () => {
    // A page that nobody looks at draws on, and asks for its service.
    for (const context of browser?.contexts() ?? []) await context.close();
    for (const stage of stages.splice(0)) await stage.close();
  });
  after(async () => {
    await browser?.close();
    await program?.remove();
  });

  const start = async (options = {}) => {
    const stage = await startStage({ program: ".", pageToken: TOKEN, ...options });
    stages.push(stage);
    return stage;
  };

  it("goes on when the service is started again, and says so", async () => {
    const port = await freePort();
    const stage = await start({ port });
    const { page } = await openPage(browser!, stage.runtime.pageUrl);
    await stage.close();
    await page.locator("#status", { hasText: "The service does not answer" }).waitFor();
    const again = await start({ port });
    await live(page);
    await page.locator("#status", { hasText: "Live again" }).waitFor();
    await again.connect();
    await page.locator("#counts", { hasText: "1 connection ·" }).waitFor();
  });

  it("says what to do when it has no token, or another", async () => {
    const { runtime } = await start();
    const page = await browser!.newPage();
    for (const hash of ["", "#0000000000000000000000"]) {
      await page.goto("about:blank");
      await page.goto(new URL(`/${hash}`, runtime.pageUrl).href);
      await page
        .locator("#status", { hasText: "Open the address that pulumi-laptop start prints" })
        .waitFor();
    }
  });

  it("shows what was before it was opened", async () => {
    const stage = await start();
    const alice = await stage.connect();
    alice.send("before");
    await alice.next();
    const { page } = await openPage(browser!, stage.runtime.pageUrl);
    await page.locator(".conversation > li", { hasText: "before" }).waitFor();
    await page.locator("#counts", { hasText: "1 connection · 2 environments" }).waitFor();
  });

  it("shows the program as it is after a change", async () => {
    const stage = await start({ program: relative(process.cwd(), program.folder), watch: true });
    const { page } = await openPage(browser!, stage.runtime.pageUrl);
    const line = drawnText(page, "reload");
    const reloaded = stage.until("program.reload");
    program.edit("index.ts", 'new Callback("events"', 'new Callback("everyone"');
    await reloaded;
    await line;
    await page.locator("#program th", { hasText: "everyone" }).first().waitFor();
    const failed = stage.until("program.failed");
    program.edit("index.ts", 'new Callback("everyone"', "new Callback(everyone");
    await failed;
    await page.getByRole("alert").getByText("The program fails since").waitFor();
  });

  it("draws the time line once a second for who prefers reduced motion", async () => {
    const stage = await start();
    const options = { reducedMotion: "reduce" } as const;
    const { page } = await openPage(browser!, stage.runtime.pageUrl, options);
    await waits(page, 1000);
  });

  it("shows a denial with the statement to add", async () => {
    program.write("index.ts", readFileSync("index.ts", "utf8"));
    program.edit("index.ts", "allow: connections.joinAndLeave", "allow: []");
    const stage = await start({ program: relative(process.cwd(), program.folder) });
    const { page } = await openPage(browser!, stage.runtime.pageUrl);
    await page.getByRole("button", { name: "Open a test connection" }).click();
    const denial = page.locator("#permissions li", { hasText: "may not dynamodb:PutItem" });
    await denial.getByText("Add to the function's allow list:").waitFor();
    assert.match(await denial.locator("pre").innerText(), /"dynamodb:PutItem"/);
    await page.getByRole("alert").getByText("refused with status 500").waitFor();
  });

  it("shows its own service where two run", async () => {
    const [one, two] = [await start(), await start()];
    const pages = [];
    for (const { runtime } of [one, two]) pages.push(await openPage(browser!, runtime.pageUrl));
    await two.connect();
    await pages[1]!.page.locator("#counts", { hasText: "1 connection ·" }).waitFor();
    assert.match(await pages[0]!.page.locator("#counts").innerText(), /^0 connections/);
  });
});

/** Resolves when the time line draws this text. */
async function drawnText(page: Page, text: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const { prototype } = CanvasRenderingContext2D;
    const { fillText } = prototype;
    prototype.fillText = function (text, ...place) {
      if (text === ${JSON.stringify(text)}) resolve();
      return fillText.call(this, text, ...place);
    };
  })`);
}

/** Resolves when the page waits so long. */
async function waits(page: Page, waitMs: number): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (done, ms) => {
      if (ms === ${waitMs}) resolve();
      return setTimeout(done, ms);
    };
  })`);
}
