import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";

describe("examples/orders", () => {
  let laptop: Laptop;
  let browser: TestConnection;
  before(async () => {
    laptop = await startLaptop({ program: __dirname, config: { lateAfterMinutes: "0" } });
    browser = await laptop.connect();
  });
  after(() => laptop.close());

  const order = (item: unknown) => laptop.http("/orders", { body: { item } });
  const idOf = async (answer: Response) => ((await answer.json()) as { orderId: string }).orderId;

  it("accepts an order, works on it, and pushes each step to the browser", async () => {
    const answer = await order("tea");
    equal(answer.status, 202);
    const orderId = await idOf(answer);
    const steps = [await browser.next(), await browser.next()].sort();
    deepEqual(steps, [`Order ${orderId} (tea): accepted`, `Order ${orderId} (tea): done`]);
    const found = await laptop.http(`/orders/${encodeURIComponent(orderId)}`);
    equal(((await found.json()) as { state: string }).state, "done");
  });

  it("accepts what curl sends, which does not say that it is JSON", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await laptop.http("/orders", {
      method: "POST",
      headers,
      body: Buffer.from('{"item":"milk"}'),
    });
    equal(answer.status, 202);
    match(await browser.next(), /\(milk\)/);
    match(await browser.next(), /\(milk\)/);
  });

  it("says what is wrong with an order", async () => {
    for (const item of [undefined, "", 7, "x".repeat(101)]) {
      const answer = await order(item);
      equal(answer.status, 400);
      match(JSON.stringify(await answer.json()), /Write what you order/);
    }
    equal((await laptop.http("/orders/none")).status, 404);
  });

  it("calls an order late that nobody could do, and keeps it in the queue of failed ones", async () => {
    const orderId = await idOf(await order("the impossible"));
    equal(await browser.next(), `Order ${orderId} (the impossible): accepted`);
    for (let attempt = 0; attempt < 3; attempt++) {
      await laptop.settled();
      laptop.clock.advance("3m");
    }
    equal(await browser.next(), `Order ${orderId} (the impossible): late`);
    await laptop.settled();
    const [message] = laptop.queue("failed").messages();
    deepEqual(JSON.parse(message!.body), { orderId });
  });

  it("logs no warning of an SDK, as on AWS", () => {
    deepEqual(laptop.entries({ event: "log", level: "WARN" }), []);
  });

  it("uses every permission that it has, and lacks none", async () => {
    await laptop.settled();
    deepEqual(laptop.entries({ event: "deny" }), []);
    // The other two have permissions for people who leave.
    const own = laptop.usage().unused.filter(({ role }) => !/^(publisher|lifecycle)$/.test(role));
    deepEqual(own, []);
  });
});

describe("The stacks of examples/orders", () => {
  const policyPacks = [join(__dirname, "../../policy")];

  for (const stack of ["dev", "staging", "prod"])
    it(`run as ${stack}, and the policy pack finds nothing`, async () => {
      const laptop = await startLaptop({ program: __dirname, stack, policyPacks });
      const browser = await laptop.connect();
      equal((await laptop.http("/orders", { body: { item: "tea" } })).status, 202);
      match(await browser.next(), /^Order .+ \(tea\): (accepted|done)$/);
      const findings = laptop.entries({ event: "findings" }).map((entry) => entry.findings);
      deepEqual(findings, [[]]);
      await laptop.close();
    });
});
