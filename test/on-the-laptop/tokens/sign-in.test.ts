import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Browser } from "playwright-core";
import { greeting } from "pulumi-laptop/src/cli/console/greeting";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { endCommands, run } from "pulumi-laptop/test/support/command";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";
import { PROJECT_FOLDER } from "../../support/evaluated";
import { violationsOn } from "../../support/violations";
import { AUDIENCE, ISSUER, JWT } from "./bad-tokens";

const CONFIG = ["--config", `issuer=${ISSUER}`, "--config", `audience=${AUDIENCE}`];

describe("Who connects to a program on a laptop", function () {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: PROJECT_FOLDER, config: JWT });
  });
  after(async () => {
    endCommands();
    await laptop.close();
  });

  const pulumiLaptop = async (...args: string[]) => {
    const command = run("pulumi-laptop", args);
    const code = await command.exited;
    return { code, stdout: command.stdout, stderr: command.stderr };
  };

  it("has a token of the command, with the claims that were asked for", async () => {
    const claims = [
      "--claim",
      "role=admin",
      "--claim",
      "scope=a b",
      "--claim",
      "id=9007199254740993",
    ];
    const { stdout } = await pulumiLaptop(
      "token",
      "alice",
      ...claims,
      "--expires",
      "10m",
      ...CONFIG,
    );
    const token = stdout.trim();
    const payload = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as {
      [claim: string]: unknown;
    };
    equal(Number(payload.exp) - Number(payload.iat), 600);
    equal(payload.token_use, "access");
    equal(payload.id, "9007199254740993");
    const alice = await laptop.connect({ query: { token } });
    const [item] = await laptop.table("connections").items();
    const { expiresAt: _, ...identity } = JSON.parse(String(item?.identity)) as object & {
      expiresAt: string;
    };
    deepEqual(identity, { principalId: "alice", role: "admin", scope: "a b" });
    await alice.close();
  });

  it("is told how a token is asked for, and whose tokens are signed elsewhere", async () => {
    const { code, stderr } = await pulumiLaptop("token", "--expires", "10m");
    equal(code, 2);
    match(stderr, /^Missing the name, for example alice\.\n\nUsage: pulumi-laptop token NAME/);
    const elsewhere = ["--issuer", "https://tenant.auth0.com/"];
    match(
      (await pulumiLaptop("token", "alice", ...elsewhere)).stderr,
      /^pulumi-laptop signs no tokens of issuer "https:\/\/tenant\.auth0\.com\/"/,
    );
  });

  it("connects from a terminal by name, as the start of a run says", async () => {
    const [url] = laptop.runtime.urls;
    const said = greeting(laptop.runtime, ".", undefined);
    ok(said.includes(`npx pulumi-laptop connect ${url} --as alice`), said);
    const args = ["connect", url!, "--as", "alice", ...CONFIG, "--", "-x", "hello", "-w", "-1"];
    const alice = run("pulumi-laptop", args);
    await alice.prints(/^Echo me: hello$/m);
    alice.interrupt();
    await alice.exited;
    const [entry] = laptop.entries({ event: "connect", principalId: "alice" }).slice(-1);
    ok(entry);
  });

  it("is the experiment, too, which has a token of its own", async () => {
    const { origin, hash } = new URL(laptop.runtime.pageUrl);
    const response = await fetch(`${origin}/page.actions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${hash.slice(1)}` },
      body: JSON.stringify({ action: "experiment", name: "sequential" }),
    });
    equal(response.status, 200, await response.text());
    ok(laptop.entries({ event: "connect", principalId: "experiment" }).length > 0);
  });

  describe("on the page", () => {
    let browser: Browser | undefined;
    before(async function () {
      browser = await startBrowser();
      if (!browser) this.skip();
    });
    after(() => browser?.close());

    it("is whom a test connection is opened as, and named in the connection's row", async () => {
      const { page, complaints } = await openPage(browser!, laptop.runtime.pageUrl);
      const open = page.getByRole("button", { name: "Open a test connection" });
      await page.getByLabel("Open the test connection as").fill("bob");
      await open.click();
      const row = page.locator("#connection-list tr:not(.closed)", { hasText: "bob" });
      await row.getByPlaceholder("Message").fill("from bob");
      await row.getByRole("button", { name: /^Send/ }).click();
      await page.locator(".conversation > li", { hasText: "from bob" }).waitFor();
      await page.getByLabel("Open the test connection as").fill("");
      await open.click();
      await page.getByText("The handshake was refused with status 401.").waitFor();
      deepEqual(await violationsOn(page), []);
      deepEqual(
        complaints.filter((text) => !text.includes("409")),
        [],
      );
    });
  });
});
