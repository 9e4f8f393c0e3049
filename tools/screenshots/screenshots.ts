import { join } from "node:path";
import type { Page } from "playwright-core";
import { startRuntime } from "pulumi-laptop";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";

/**
 * Takes the README's picture of the page: the concurrent experiment, between two connections that stay.
 *
 *     npm run -w tools screenshots
 */
async function main(): Promise<void> {
  const browser = await startBrowser();
  if (!browser) throw new Error("The browser runs on Linux on x64 only.");
  const runtime = await startRuntime({ program: ".", port: 0, watch: false });
  try {
    const options = { viewport: { width: 1200, height: 800 }, colorScheme: "light" } as const;
    const { page } = await openPage(browser, runtime.pageUrl, options);
    await openConnections(page);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "Concurrent" }).click();
    await page.locator(".result.proven").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(__dirname, "../../docs/images/page.png") });
  } finally {
    await browser.close();
    await runtime.close();
  }
}

async function openConnections(page: Page): Promise<void> {
  const rows = page.locator("#connection-list tbody tr");
  for (let i = 0; i < 2; i++) {
    await page.getByRole("button", { name: "Open a test connection" }).click();
    await rows.nth(i).waitFor();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
