import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";
import { openPage } from "pulumi-laptop/test/support/page/opened-page";
import {
  programFolder,
  removeProgramFolders,
} from "pulumi-laptop/test/support/program/program-folder";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const ROUTE_KEYS = ["say", "whoami", "ping", "join", "leave", "list", "move", "score"];

const PROGRAM = `
import * as aws from "@pulumi/aws";
import { interpolate } from "@pulumi/pulumi";
const api = new aws.apigatewayv2.Api("api", { protocolType: "WEBSOCKET", routeSelectionExpression: "$request.body" });
const pong = new aws.apigatewayv2.Integration("pong", { apiId: api.id, integrationType: "MOCK" });
for (const routeKey of ${JSON.stringify(ROUTE_KEYS)})
  new aws.apigatewayv2.Route(routeKey, { apiId: api.id, routeKey, target: interpolate\`integrations/\${pong.id}\` });
new aws.apigatewayv2.Stage("dev", { apiId: api.id, name: "dev", autoDeploy: true });
`;

describe("the colours of routes on the page", function () {
  let browser: Browser | undefined;
  let stage: TestStage | undefined;

  before(async function () {
    browser = await startBrowser();
    if (!browser) return this.skip();
    stage = await startStage({ program: programFolder({ "index.ts": PROGRAM }) });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    removeProgramFolders();
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`are one for each, all in the legend, in ${colorScheme}`, async () => {
      const { page } = await openPage(browser!, stage!.runtime.pageUrl, { colorScheme });
      const alice = await stage!.connect();
      const legend = page.locator("#legend");
      for (const routeKey of ROUTE_KEYS) {
        alice.send(JSON.stringify(routeKey));
        await legend.getByText(routeKey, { exact: true }).waitFor();
      }
      const swatches = legend.locator("span", { hasText: new RegExp(ROUTE_KEYS.join("|")) });
      const colours = await swatches.locator("i").evaluateAll((found) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(element: unknown): { backgroundColor: string };
        };
        return found.map((element) => getComputedStyle(element).backgroundColor);
      });
      assert.equal(colours.length, ROUTE_KEYS.length);
      assert.equal(new Set(colours).size, ROUTE_KEYS.length);
      await page.close();
    });
});
