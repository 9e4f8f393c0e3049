import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { heldCalls } from "pulumi-laptop/test/support/gateway/held-call";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage, type OpenedPage } from "pulumi-laptop/test/support/page/opened-page";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { violationsOn } from "../../support/violations";

describe("the page", function () {
  let browser: Browser | undefined;
  let stage: TestStage;
  let opened: OpenedPage;
  let page: Page;
  const held = heldCalls();

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    stage = await startStage({ program: ".", intercept: held.intercept });
    opened = await openPage(browser, stage.runtime.pageUrl);
    page = opened.page;
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  const rows = () => page.locator("#connection-list tbody tr:not(.closed)");
  const open = async () => {
    const before = await rows().count();
    await page.getByRole("button", { name: "Open a test connection" }).click();
    await rows().nth(before).waitFor();
  };
  const lanes = () => page.locator("#lanes-table tbody tr");

  it("takes the token out of its address", () => {
    assert.equal(page.url(), new URL("/", stage.runtime.pageUrl).href);
  });

  it("hides the sections of services that the program does not use", async () => {
    await page.getByText("Live", { exact: true }).waitFor();
    for (const name of ["HTTP APIs", "Rules and schedules"])
      assert.equal(await page.getByRole("heading", { name }).count(), 0);
  });

  it("shows two test connections that chat, and who got what when", async () => {
    await open();
    await open();
    await rows().first().getByPlaceholder("Message").fill("hello");
    await rows().first().getByRole("button", { name: /^Send/ }).click();
    const message = page.locator(".conversation > li", { hasText: "hello" });
    await message.getByText("2 deliveries").click();
    assert.equal(await message.getByText(/after .+: Echo me: hello$/).count(), 2);
    assert.equal(await message.locator("svg.bars").count(), 1);
  });

  it("sends as a connection that was opened elsewhere", async () => {
    const alice = await stage.connect({ headers: { "User-Agent": "alice" } });
    const row = page.locator("#connection-list tr", { has: page.locator('[title*="alice"]') });
    await row.getByPlaceholder("Message").fill("from the page");
    await row.getByRole("button", { name: /^Send/ }).click();
    assert.equal(await alice.next(), "Echo me: from the page");
    await alice.close(4000, "enough");
    await row.getByText("closed by the connection: 4000: enough").waitFor();
  });

  it("shows every action of a connection without scrolling", async () => {
    const list = (await page.locator("#connection-list").boundingBox())!;
    const button = page.locator("#connection-list").getByRole("button", { name: /^Delete/ });
    const box = (await button.first().boundingBox())!;
    assert.ok(box.x + box.width <= list.x + list.width);
    const input = (await page.getByPlaceholder("Message").first().boundingBox())!;
    assert.ok(input.width >= 200, `The message box is ${input.width} px wide.`);
  });

  it("deletes a connection through the management API", async () => {
    const alice = await stage.connect({ headers: { "User-Agent": "alice too" } });
    const row = page.locator("#connection-list tr", { has: page.locator('[title*="alice too"]') });
    await row.getByRole("button", { name: /^Delete/ }).click();
    assert.deepEqual(await alice.closed, { code: 1000, reason: "Connection Closed Normally" });
    await row.getByText("closed by the gateway: 1000 normal").waitFor();
  });

  it("shows raw frames with close frames, and filters", async () => {
    await page.getByLabel("Raw frames").check();
    const frames = page.locator("#message-list tbody tr");
    await frames.filter({ hasText: "4000 enough" }).first().waitFor();
    await page.getByLabel("Filter messages").fill("from the page");
    await frames.filter({ hasText: "4000 enough" }).waitFor({ state: "detached" });
    // In from alice, out to her and the two test connections.
    assert.equal(await frames.count(), 4);
    await page.getByLabel("Filter messages").fill("");
    await page.getByLabel("Raw frames").uncheck();
  });

  it("runs each experiment, and says what was proven", async () => {
    await page.getByText("The lanes as a table").click();
    for (const [name, sentence] of [
      ["Sequential", "One environment handled all messages"],
      ["Idle", "the next event started another"],
      ["Concurrent", "An environment handles one event at a time"],
    ] as const) {
      const article = page.locator("#experiment-list article", {
        has: page.getByRole("button", { name }),
      });
      // However long another environment takes to start: the slow message is held until both have connected and the
      // quick one is handled.
      if (name === "Concurrent") held.holdNext("dynamodb:UpdateItem", stage.handled(3));
      await article.getByRole("button", { name }).click();
      const result = article.locator(".proven", { hasText: sentence });
      await result.waitFor();
    }
    await lanes().filter({ hasText: "ended: idle" }).first().waitFor();
    const environments = stage.all("lambda.init").map(({ environment }) => String(environment));
    assert.deepEqual(
      await lanes().locator("th").allTextContents(),
      environments.sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    );
  });

  it("is operated with the keyboard: from invocation to invocation, pause, zoom", async () => {
    const stageBox = page.getByRole("group", { name: /^Time line of execution environments/ });
    await stageBox.focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Go live" }).waitFor();
    await page.keyboard.press("ArrowRight");
    const card = stageBox.locator(".card");
    await card.getByText("Request ID").waitFor();
    assert.match(
      await stageBox.getByRole("status").innerText(),
      /Environment (?:events|lifecycle)#\d+, Started /,
    );
    const first = await card.innerText();
    await page.keyboard.press("ArrowUp");
    assert.notEqual(await card.innerText(), first);
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "hidden" });
    await page.keyboard.press("-");
    await page.locator(".span", { hasText: "1 min" }).waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Pause" }).waitFor();
  });

  it("shows statements with their uses, and the findings of the policies", async () => {
    const section = page.locator("#permissions");
    const item = section.locator("li", { hasText: "dynamodb:PutItem" });
    await item.locator(".used", { hasText: /^\d+ times?$/ }).waitFor();
    await section.getByText("No denials.").waitFor();
    const { findings } = stage.all("program.findings")[0] as unknown as { findings: unknown[] };
    assert.equal(await section.locator(".findings li").count(), findings.length);
  });

  it("shows the resources, and what a closure is made of", async () => {
    const section = page.locator("#program");
    const row = section.locator("tr", { hasText: "aws:dynamodb.Table" }).first();
    assert.equal(await row.locator(".support").innerText(), "emulated");
    const closure = section.locator(".closure", { hasText: /^Closure events / });
    await closure.locator(".packages li", { hasText: "@smithy/core" }).waitFor();
    await closure.getByText(/^\d+ captured names$/).click();
    await closure.getByText(/^broadcast function from /).waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`breaks no rule of axe-core in ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(page), []);
    });
  }

  it("has no sideways scrolling on a narrow screen", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    // Text, for a program that knows no DOM.
    await page.waitForFunction(
      "document.documentElement.scrollWidth === document.documentElement.clientWidth",
    );
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("complains of nothing, and asks nobody but the service", () => {
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual([...opened.asked], [new URL(stage.runtime.pageUrl).origin]);
  });
});
