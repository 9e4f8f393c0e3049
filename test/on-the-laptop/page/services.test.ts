import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { FakeClock } from "pulumi-laptop/test/support/fake-clock";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage, type OpenedPage } from "pulumi-laptop/test/support/page/opened-page";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { violationsOn } from "../../support/violations";

describe("the page of a program with an HTTP API, queues and rules", function () {
  let browser: Browser | undefined;
  const clock = new FakeClock();
  let stage: TestStage;
  let opened: OpenedPage;
  let page: Page;

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    stage = await startStage({ program: "examples/orders", clock });
    opened = await openPage(browser, stage.runtime.pageUrl);
    page = opened.page;
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  const url = () => stage.runtime.model.httpApis[0]!.stages[0]!.url.replace(/\/$/, "");
  const order = (body: object) =>
    fetch(`${url()}/orders`, { method: "POST", body: JSON.stringify(body) });
  const queue = (name: string) => {
    const { model, internals } = stage.runtime;
    const { arn } = model.queues.find(({ logicalName }) => logicalName === name)!;
    return internals.queue(arn)!;
  };
  const contentOf = (body: string) => ({ body, attributes: {}, systemAttributes: {} });
  const row = (section: string, name: string) =>
    page.locator(`#${section} tbody tr`, { has: page.locator("th", { hasText: name }) });
  const cell = (section: string, name: string, column: string) =>
    row(section, name).locator(
      `td:nth-child(${COLUMNS[section as keyof typeof COLUMNS].indexOf(column) + 1})`,
    );
  const shows = (section: string, name: string, column: string, text: string | RegExp) =>
    cell(section, name, column).filter({ hasText: text }).waitFor();

  it("shows the routes with requests, their statuses and times", async () => {
    await page.getByRole("heading", { name: "HTTP APIs" }).waitFor();
    await shows("http-apis", "POST /orders", "Requests", /^0$/);
    assert.equal((await order({ item: "tea" })).status, 202);
    await order({});
    await fetch(`${url()}/nowhere`);
    await shows("http-apis", "POST /orders", "Requests", /^2$/);
    await shows("http-apis", "POST /orders", "Statuses", /^202: 1, 400: 1$/);
    await shows("http-apis", "POST /orders", "Median", /^[\d.]+ m?s$/);
    await shows("http-apis", "no route", "Statuses", /^404: 1$/);
    await shows("http-apis", "GET /orders/{orderId}", "Median", /^$/);
  });

  it("shows what waits in a queue, and since when", async () => {
    const failed = queue("failed");
    await shows("queues", "failed", "Dead-letter queue", /^$/);
    await shows("queues", "queue", "Dead-letter queue", failed.definition.name);
    failed.send(contentOf("kept"));
    failed.send(contentOf("later"), { delaySeconds: 900 });
    await shows("queues", "failed", "Visible", /^1$/);
    await shows("queues", "failed", "Delayed", /^1$/);
    clock.advance("2m");
    await shows("queues", "failed", "Oldest", /^2:\d\d$/);
    failed.purge();
    await shows("queues", "failed", "Oldest", /^$/);
  });

  it("shows what rules matched and delivered, and when they fire", async () => {
    await shows("rules", "steps", "Matched", /^2$/);
    await shows("rules", "steps", "Delivered", /^2$/);
    await shows("rules", "steps", "Next", /^$/);
    await shows("rules", "every-five-minutes", "Next", /^\d\d:\d\d:\d\d, in \d:\d\d$/);
    await shows("rules", "every-five-minutes", "Delivered", /^0$/);
    clock.advance("5m");
    await shows("rules", "every-five-minutes", "Delivered", /^1$/);
    await shows("rules", "every-five-minutes", "Last", /^\d\d:\d\d:\d\d$/);
    await shows("rules", "every-five-minutes", "Failed", /^0$/);
  });

  it("shows the same to who comes later, and breaks no rule of accessibility", async () => {
    await page.reload();
    await shows("http-apis", "POST /orders", "Requests", /^2$/);
    assert.deepEqual(await violationsOn(page), []);
    assert.deepEqual(opened.complaints, []);
  });
});

/** The columns after the name. */
const COLUMNS = {
  "http-apis": ["", "API", "Requests", "Statuses", "Median", "Longest", "Last"],
  queues: ["", "Visible", "In flight", "Delayed", "Oldest", "Dead-letter queue"],
  rules: ["", "Kind", "Next", "Last", "Matched", "Delivered", "Failed"],
};
