import { deepEqual, equal } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { FakeClock } from "pulumi-laptop/test/support/fake-clock";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { PROJECT_FOLDER, SHARED_CONFIG } from "../../support/evaluated";
import { violationsOn } from "../../support/violations";

describe("the page of a program with a dashboard", function () {
  let browser: Browser | undefined;
  // Items expire by the functions' own time.
  const clock = new FakeClock(new Date().toISOString());
  let stage: TestStage;
  let page: Page;

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    // It has a dashboard.
    stage = await startStage({ program: PROJECT_FOLDER, config: SHARED_CONFIG, clock });
    ({ page } = await openPage(browser, stage.runtime.pageUrl));
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  const row = (graph: string, label: string) =>
    page.locator("#figures tbody tr", {
      has: page.locator("th", { hasText: graph }),
      hasText: label,
    });
  const shows = (graph: string, label: string, latest: RegExp) =>
    row(graph, label).locator("td:nth-child(3)").filter({ hasText: latest }).first().waitFor();

  it("shows the dashboard's graphs, from what happened in the minute before", async () => {
    await page.getByRole("heading", { name: "Figures" }).waitFor();
    const [alice, bob] = [await stage.connect(), await stage.connect()];
    alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
    equal(await bob.next(), "Echo me: hello");
    await shows("Deliveries", "sent, events", /^2$/);
    await shows("Connections", "seen by a message", /^2$/);
    await shows("A broadcast", "p99, events", /^\d+$/);
    await shows("Execution environments", "lifecycle", /^[12]$/);
    // API Gateway sends its own once a minute.
    clock.advance("1m");
    await shows("Connections", "opened", /^2$/);
    await shows("Messages", "messages", /^[1-9]$/);
    await shows("DynamoDB, units", "written", /^[1-9]/);
    await shows("US dollars", "dollars", /^\d\.\d+e-\d$/);
  });

  it("names what a laptop does not measure", async () => {
    const note = (graph: string, label: string) =>
      row(graph, label).locator("td").last().textContent();
    equal(await note("DynamoDB, throttled", "reads"), "not measured on a laptop");
    equal(await note("US dollars", "dollars"), "");
    equal(await note("Deliveries", "gone, events"), "");
  });

  it("breaks no rule of axe", async () => {
    deepEqual(await violationsOn(page), []);
  });
});
