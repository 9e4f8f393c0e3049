import assert from "node:assert/strict";
import { relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { copyProgram, type CopiedProgram } from "../../support/copied-program";
import { violationsOn } from "../../support/violations";

const BROADCAST = "handlers/broadcast/broadcast.ts";

/** While this file is in its folder, an evaluation of the program does not go on. */
const HOLD = "hold";
const WAIT = `import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
while (existsSync(join(__dirname, "${HOLD}"))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
`;

describe("the page while a program is developed", function () {
  let browser: Browser | undefined;
  let program: CopiedProgram;
  let stage: TestStage | undefined;
  let alice: TestConnection;
  let page: Page;

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    program = await copyProgram();
    program.edit("index.ts", 'import { readFileSync } from "node:fs";\n', WAIT);
    stage = await startStage({ program: relative(process.cwd(), program.folder), watch: true });
    alice = await stage.connect();
    alice.send("before");
    await alice.next();
    ({ page } = await openPage(browser, stage.runtime.pageUrl));
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await program?.remove();
  });

  const events = () => page.locator("#log-list li");
  const broken = () => page.locator("#banner .broken");

  it("shows the log of what was before it was opened, and finds in it", async () => {
    const event = events().filter({ hasText: "$default" }).first();
    await event.getByText(/^Broadcast: 1 listed, 1 sent/).waitFor();
    await event.getByText(/^events#1$/).waitFor();
    await event.getByText(/^ok$/).waitFor();
    await page.getByLabel("Search the log").fill("cold start");
    await event.waitFor({ state: "detached" });
    assert.equal(await events().count(), 2);
    await page.getByLabel("Search the log").fill("nothing like it");
    await page.getByText("No event contains this.").waitFor();
    await page.getByLabel("Search the log").fill("");
  });

  it("shows beside a message where it was handled and what was logged for it", async () => {
    const message = page.locator(".conversation > li", { hasText: "before" });
    await message.getByText(/^events#1 · [\d.]+ m?s · ok$/).waitFor();
    await message.locator(".log", { hasText: "Broadcast: 1 listed" }).waitFor();
    await message.locator(".scale", { hasText: /^0 ms[\d.]+ m?s$/ }).waitFor();
  });

  it("shows the log of one execution environment", async () => {
    await page.getByText("The lanes as a table").click();
    await page.getByRole("button", { name: "lifecycle#1" }).click();
    await events().filter({ hasText: "events#1" }).first().waitFor({ state: "detached" });
    assert.equal(await events().filter({ hasText: "lifecycle#1" }).count(), 2);
    await page.getByLabel("Search the log").fill("");
  });

  it("says that a change is being loaded and how many wait, and counts the wait", async () => {
    const changed = stage!.until("program.change");
    program.write(HOLD, "");
    program.edit(BROADCAST, "Echo me:", "Echo you:");
    await changed;
    alice.send("during");
    const reloading = page.locator("#banner .reloading");
    await reloading.getByText(/broadcast\.ts changed\. 1 event waits for it\./).waitFor();
    program.delete(HOLD);
    assert.equal(await alice.next(), "Echo you: during");
    await reloading.waitFor({ state: "detached" });
    const message = page.locator(".conversation > li", { hasText: "during" });
    await message.getByText(/· ok after waiting [\d.]+ m?s$/).waitFor();
    const { waitedMs } = stage!.all("apigateway.message").at(-1)!;
    const last = await message.locator(".scale small").last().innerText();
    const [number, unit] = last.split(" ");
    // Its time is counted from its arrival.
    assert.ok(Number(number) * (unit === "s" ? 1000 : 1) >= Number(waitedMs) - 10, last);
  });

  it("shows why a program is broken until it is mended, late visitors included", async () => {
    program.edit(BROADCAST, "Echo you:", "Echo ` you:");
    await broken()
      .getByText(/^The program fails since \S*broadcast\.ts changed\./)
      .waitFor();
    await broken()
      .getByText(/Still running the version of \d\d:\d\d:\d\d\./)
      .waitFor();
    await broken().getByText("Echo ` you:").waitFor();
    const { page: late } = await openPage(browser!, stage!.runtime.pageUrl);
    await late.locator("#banner .broken").waitFor();
    await late.close();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(page), []);
    }
    program.edit(BROADCAST, "Echo ` you:", "Echo us:");
    await broken().waitFor({ state: "detached" });
    alice.send("mended");
    assert.equal(await alice.next(), "Echo us: mended");
  });

  it("lists errors of types until they are mended", async () => {
    const error = { file: "index.ts", line: 3, column: 7, code: "TS2322", message: "No string." };
    stage!.runtime.journal.record("program", "types", { errors: [error], durationMs: 1 });
    const types = page.locator("#banner .types");
    await types.getByText("types: 1 error").click();
    await types.getByText("index.ts:3:7 TS2322: No string.").waitFor();
    stage!.runtime.journal.record("program", "types", { errors: [], durationMs: 1 });
    await types.waitFor({ state: "detached" });
  });

  it("goes back to events before the shown time span", async () => {
    for (let i = 0; i < 2; i++) await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: /^Earlier: \d+ events? before/ }).click();
    await page.getByRole("button", { name: "Go live" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
  });

  it("reaches send, close and delete on a phone", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("button", { name: "Open a test connection" }).click();
    const row = page.locator("#connection-list tr", { hasText: "test" }).first();
    const message = page.locator(".conversation > li", { hasText: "from a phone" });
    for (const name of [/^Send as/, /^Close/, /^Delete/]) {
      const box = (await row.getByRole("button", { name }).boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= 360, `${name} is at ${box.x}`);
    }
    await row.getByPlaceholder("Message").fill("from a phone");
    await row.getByRole("button", { name: /^Send as/ }).click();
    await message.waitFor();
    assert.deepEqual(await violationsOn(page), []);
    const header = (await page.locator("header").boundingBox())!;
    assert.ok(header.height < 120, `The header takes ${header.height} px.`);
    await row.getByRole("button", { name: /^Delete/ }).click();
    await page.getByText("closed by the gateway: 1000 normal").first().waitFor();
  });

  it("shows nothing else to who has no token", async () => {
    const context = await browser!.newContext();
    const stranger = await context.newPage();
    await stranger.goto(new URL("/", stage!.runtime.pageUrl).href);
    await stranger.getByText("This one has no valid token.").waitFor();
    assert.equal(await stranger.locator("main, nav, #counts").locator("visible=true").count(), 0);
  });
});
