import { readFileSync } from "node:fs";
import type Axe from "axe-core";
import type { Page } from "playwright-core";

/** The rules of axe-core that a page breaks, with the elements that break them. */
export async function violationsOn(page: Page): Promise<unknown[]> {
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const result = await axe.run();
    return result.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  });
}
