import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import {
  ATTACKS,
  BROWSER_ARGUMENTS,
  type Target,
} from "pulumi-laptop/test/support/attacks/attacks";
import {
  startCarelessServer,
  type CarelessServer,
} from "pulumi-laptop/test/support/attacks/careless-server";
import { PORTS, startTargets, type Targets } from "pulumi-laptop/test/support/attacks/targets";
import { startBrowser } from "pulumi-laptop/test/support/page/browser";

describe("the ports of a run, attacked by pages in a browser that know its secrets", function () {
  let browser: Browser | undefined;
  let evil: Server;
  let careless: CarelessServer;
  let targets: Targets;

  before(async function () {
    browser = await startBrowser(BROWSER_ARGUMENTS);
    if (!browser) return this.skip();
    evil = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html").end("evil");
    }).listen(0, "127.0.0.1");
    await once(evil, "listening");
    careless = await startCarelessServer();
    targets = await startTargets(".");
  });
  after(async () => {
    await browser?.close();
    evil?.close();
    careless?.close();
    await targets?.close();
  });

  for (const [name, attack] of Object.entries(ATTACKS)) {
    const attacked = (target: Target) =>
      attack(browser!, target, (evil.address() as AddressInfo).port);

    for (const port of PORTS) {
      it(`${port}: ${name} gets and does nothing`, async () => {
        const target = targets[port];
        const before = careless.taken();
        const isRead = await attacked({ ...target, host: careless.host });
        assert.ok(isRead || careless.taken() > before, "It would not work on any server.");

        const events = targets.events().length;
        assert.equal(await attacked(target), false);
        await targets.settled();
        assert.deepEqual(targets.events().slice(events), []);
      });
    }
  }
});
