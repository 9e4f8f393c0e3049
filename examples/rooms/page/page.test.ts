import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { violationsOn } from "../../../test/support/violations";

const PROGRAM = join(__dirname, "..");
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

describe("the page of examples/rooms", function () {
  let laptop: Laptop;
  let browser: Browser | undefined;
  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    laptop = await startLaptop({ program: PROGRAM });
  });
  after(async () => {
    await browser?.close();
    await laptop?.close();
  });
  // Pages that a failed test leaves open would connect again in the next one.
  afterEach(() => Promise.all((browser?.contexts() ?? []).map((context) => context.close())));

  let rooms = 0;
  /** A room that nobody has been in, however often a test is repeated. */
  const newRoom = () => `room ${++rooms}`;
  const pageUrl = (of = laptop) => String(of.runtime.model.outputs.page);
  const opened = async (options = {}, url = pageUrl()): Promise<Page> => {
    const context = await browser!.newContext(options);
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(url);
    return page;
  };
  const enter = async (page: Page, name: string, room: string) => {
    await page.getByLabel("Your name", { exact: true }).fill(name);
    await page.getByLabel("Room", { exact: true }).fill(room);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText(`Connected as ${name}.`).waitFor();
    await page.getByText(/^Here: you/).waitFor();
  };
  const say = async (page: Page, text: string) => {
    await page.getByLabel("Message", { exact: true }).fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  };
  const texts = async (page: Page) =>
    (await page.locator("#messages p:not(.notice)").allInnerTexts()).map((text) =>
      text.replace(/\s*\d+:\d\d( [AP]M)?\s*/u, ": "),
    );

  it("lets two people talk, and shows who is there", async () => {
    const [alice, bob, room] = [await opened(), await opened(PHONE), newRoom()];
    await enter(alice, "alice", room);
    await say(alice, "anyone?");
    await alice.getByText("anyone?").waitFor();
    await enter(bob, "bob", room);
    await bob.getByText("anyone?").waitFor();
    await alice.getByText("bob is here.").waitFor();
    await alice.getByText("Here: you, bob").waitFor();
    await say(bob, "<b>héllo</b>");
    await alice.getByText("<b>héllo</b>").waitFor();
    for (const page of [alice, bob])
      deepEqual(await texts(page), ["alice: anyone?", "bob: <b>héllo</b>"]);
    await alice.getByLabel("To", { exact: true }).selectOption("bob");
    await say(alice, "psst");
    await bob.getByText("psst").waitFor();
    deepEqual((await texts(bob)).at(-1), "alice to you: psst");
    await bob.context().close();
    await alice.getByText("bob has left.").waitFor();
  });

  it("gets what was said while the connection was cut, once and in order", async () => {
    const [alice, bob, room] = [await opened(), await opened(), newRoom()];
    await enter(alice, "alice", room);
    await enter(bob, "bob", room);
    await say(alice, "first");
    await bob.getByText("first").waitFor();
    // API Gateway ends both connections: nothing was sent for ten minutes.
    const connects = laptop.entries({ event: "connect" }).length;
    laptop.clock.advance("10m");
    for (const text of ["second", "third"]) {
      await say(alice, text);
      await alice.getByText(text).waitFor();
    }
    await bob.getByText("third").waitFor();
    deepEqual(await texts(bob), ["alice: first", "alice: second", "alice: third"]);
    equal(laptop.entries({ event: "connect" }).length, connects + 2);
  });

  it("sees who came and who left while the connection was cut", async () => {
    const [alice, bob, room] = [await opened(), await opened(), newRoom()];
    await enter(alice, "alice", room);
    await enter(bob, "bob", room);
    await alice.getByText("Here: you, bob").waitFor();
    const gone = laptop.fail("execute-api:ManageConnections", { with: "GoneException" });
    const left = laptop.until({ event: "disconnect" });
    await bob.context().close();
    await left;
    await laptop.settled();
    gone.end();
    equal(await alice.getByText("Here: you, bob").count(), 1);
    await enter(await opened(), "carol", room);
    laptop.clock.advance("10m");
    await alice.getByText("bob has left.").waitFor();
    // Carol was cut as well, and may come and go meanwhile.
    await alice.getByText("carol is here.").first().waitFor();
    await alice.getByText("Here: you, carol").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`breaks no rule of axe-core in ${colorScheme}, and fits a phone`, async () => {
      const page = await opened({ ...PHONE, colorScheme, bypassCSP: true });
      deepEqual(await violationsOn(page), []);
      await enter(page, "carol", `room ${colorScheme}`);
      await say(page, "x".repeat(300));
      await page.getByText("x".repeat(300)).waitFor();
      deepEqual(await violationsOn(page), []);
      const [scroll, width] = await page.evaluate<[number, number]>(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
      );
      ok(scroll <= width, `${scroll} of ${width}`);
      await page.context().close();
    });
  }

  it("sends people to sign in, and knows them by their token", async () => {
    const signing = await startLaptop({ program: PROGRAM, config: { authorization: "JWT" } });
    try {
      const page = await opened({}, pageUrl(signing));
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("Name").fill("alice");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Signed in as alice.").waitFor();
      ok(!page.url().includes("access_token"), page.url());
      await page.getByRole("button", { name: "Enter" }).click();
      await page.getByText("Connected as alice.").waitFor();
      await say(page, "hello");
      await page.locator("#messages .own", { hasText: "hello" }).waitFor();
      await page.context().close();
    } finally {
      await signing.close();
    }
  });

  it("does not sign in by a token that it has not asked for, as in a stranger's link", async () => {
    const signing = await startLaptop({ program: PROGRAM, config: { authorization: "JWT" } });
    try {
      const page = await opened({}, `${pageUrl(signing)}#access_token=a.b.c&state=made-up`);
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      equal(await page.getByRole("button", { name: "Enter" }).isVisible(), false);
      await page.context().close();
    } finally {
      await signing.close();
    }
  });

  it("is served with a policy under which nothing else runs", async () => {
    const response = await fetch(pageUrl());
    equal(response.status, 200);
    const policy = response.headers.get("content-security-policy")!;
    match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; /);
    match(policy, /connect-src ws:\/\/127\.0\.0\.1:\d+;/);
  });
});
