import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const ENVIRONMENTS = 20;
const BATCHES = 100;
/** One every 50 ms: 2,000 events a second. */
const EVENTS_PER_BATCH = 100;

describe("the page, at 2,000 events a second", function () {
  let browser: Browser | undefined;
  let stage: TestStage;

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    stage = await startStage({ program: "." });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  it("counts every event, and answers the keyboard meanwhile", async () => {
    const { page, complaints } = await openPage(browser!, stage.runtime.pageUrl, {
      reducedMotion: "no-preference",
    });
    const { journal } = stage.runtime;
    const environmentOf = (i: number) => `many#${1 + (i % ENVIRONMENTS)}`;
    for (let i = 0; i < ENVIRONMENTS; i++) {
      const told = { function: "many", environment: environmentOf(i) };
      journal.record("lambda", "init", told);
      journal.record("lambda", "ready", { ...told, initMs: 1, codeCache: true });
    }
    const events = (async () => {
      for (let batch = 0; batch < BATCHES; batch++) {
        for (let i = 0; i < EVENTS_PER_BATCH; i++) {
          const requestId = `${batch}-${i}`;
          const told = { function: "many", environment: environmentOf(i), requestId };
          journal.record("lambda", "invoke", { ...told, cold: false });
          journal.record("lambda", "result", { ...told, durationMs: 1, failed: false });
        }
        await delay(50);
      }
    })();
    await page.getByRole("group", { name: /^Time line of execution environments/ }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Go live" }).click();
    await events;
    await page.getByText("The lanes as a table").click();
    const each = (BATCHES * EVENTS_PER_BATCH) / ENVIRONMENTS;
    const lanes = page.locator("#lanes-table tbody tr", { hasText: "many#" });
    const cell = page.getByRole("cell", { name: String(each), exact: true });
    await lanes
      .filter({ has: cell })
      .nth(ENVIRONMENTS - 1)
      .waitFor();
    assert.deepEqual(complaints, []);
  });
});
