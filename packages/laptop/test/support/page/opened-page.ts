import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page as a test sees it, with what went wrong in it. */
export interface OpenedPage {
  page: Page;
  /** What the browser complained of. */
  complaints: string[];
  /** Origins that the page asked. */
  asked: Set<string>;
}

/** Most tests are not about drawing, which costs more than what they do. */
const SELDOM_DRAWN: BrowserContextOptions = { reducedMotion: "reduce" };

/** Opens the page of a service, which draws once a second unless `options` say otherwise, and waits until it is live. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const viewport = { width: 1280, height: 900 };
  const context = await browser.newContext({ viewport, ...SELDOM_DRAWN, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked = new Set<string>();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => asked.add(new URL(request.url()).origin));
  await page.goto(url);
  await live(page);
  return { page, complaints, asked };
}

/** Waits until the page follows the service. */
export async function live(page: Page): Promise<void> {
  await page.locator('#status[data-state="live"]').waitFor();
}
