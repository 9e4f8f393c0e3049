import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";

const TYPES = { "index.html": "text/html", "page.js": "text/javascript" } as const;

describe("examples/auth", function () {
  let laptop: Laptop;
  let site: Server;
  let browser: Browser | undefined;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
    site = createServer((request, response) => {
      const name = request.url!.includes("page.js") ? "page.js" : "index.html";
      const text = readFileSync(join(__dirname, "page", name));
      response.writeHead(200, { "Content-Type": TYPES[name] }).end(text);
    });
    await once(site.listen(0, "127.0.0.1"), "listening");
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    site.closeAllConnections();
    site.close();
    await laptop.close();
  });

  const laptopHost = () => new URL(laptop.runtime.pageUrl).host;
  const siteUrl = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;

  it("refuses who has not signed in", async () => {
    await assert.rejects(laptop.connect(), { status: 401 });
    await assert.rejects(laptop.connect({ protocols: ["bearer", "a.b.c"] }), { status: 403 });
    const expired = { as: { name: "alice", expiresMs: -60_000 } };
    await assert.rejects(laptop.connect(expired), { status: 403 });
  });

  it("greets by name who has signed in, in a browser", async function () {
    if (!browser) return this.skip();
    const page = await browser.newPage();
    await page.goto(`${siteUrl()}?port=${new URL(laptop.runtime.pageUrl).port}`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Name").fill("alice");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Hello alice").waitFor();
    assert.ok(!page.url().includes("access_token"), page.url());
    assert.equal(laptop.entries({ event: "connect" }).at(-1)?.principalId, "alice");
  });

  it("does not connect by a token that it has not asked for, as in a stranger's link", async function () {
    if (!browser) return this.skip();
    const page = await browser.newPage();
    for (const state of ["", "&state=", "&state=made-up"]) {
      await page.goto(
        `${siteUrl()}?port=${new URL(laptop.runtime.pageUrl).port}#access_token=a.b.c${state}`,
      );
      await page.getByText("This is not the answer to your sign-in").waitFor();
      await page.goto("about:blank");
    }
  });

  it("signs in nobody for a page of another machine, or without asking", async () => {
    const signIn = (redirect: string, init: RequestInit = {}, client = "web") => {
      const query = { response_type: "token", client_id: client, redirect_uri: redirect };
      const search = new URLSearchParams(query).toString();
      return fetch(`http://${laptopHost()}/oauth2/authorize?${search}`, {
        redirect: "manual",
        ...init,
      });
    };
    assert.equal((await signIn(siteUrl())).status, 200);
    assert.equal((await signIn("https://evil.example.com/")).status, 400);
    assert.equal((await signIn("javascript:alert(1)")).status, 400);
    assert.equal((await signIn(`blob:${siteUrl()}`)).status, 400);
    assert.equal((await signIn(siteUrl(), {}, "other")).status, 400);
    const body = new URLSearchParams({ name: "alice" });
    const post = { method: "POST", body };
    assert.equal((await signIn(siteUrl(), post)).status, 302);
    const sentTo = (await signIn(`${siteUrl()}d\u00eda?a=b`, post)).headers.get("location") ?? "";
    assert.ok(sentTo.startsWith(`${siteUrl()}d%C3%ADa?a=b#access_token=`), sentTo);
    const foreign = { ...post, headers: { Origin: siteUrl().slice(0, -1) } };
    assert.equal((await signIn(siteUrl(), foreign)).status, 403);
  });
});
