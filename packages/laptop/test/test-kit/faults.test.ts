import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";

describe("A fault that a test asks for", () => {
  let laptop: Laptop;
  let alice: TestConnection;
  before(async () => {
    laptop = await startLaptop({ program: join(__dirname, "board") });
    alice = await laptop.connect({ stage: "open" });
  });
  after(() => laptop.close());

  /** What the function logs of the errors that it gets. */
  const logged = () =>
    JSON.parse(String(laptop.entries({ event: "log" }).at(-1)?.message)) as unknown;

  it("fails a call of DynamoDB, as often as it says", async () => {
    const error = "ProvisionedThroughputExceededException";
    const fault = laptop.fail("dynamodb:PutItem", { times: 1, with: error });
    await rejects(laptop.connect({ stage: "open" }), { status: 502 });
    await laptop.settled();
    const [{ message } = { message: "" }] = laptop.entries({ event: "log", level: "ERROR" });
    match(
      String(message),
      /ProvisionedThroughputExceededException.*The level of configured provisioned/s,
    );
    equal(fault.calls, 1);
    deepEqual(
      laptop.entries({ event: "fault" }).map(({ action, type }) => [action, type]),
      [["dynamodb:PutItem", error]],
    );
    const bob = await laptop.connect({ stage: "open" });
    await bob.close();
    await laptop.settled();
  });

  it("fails a post as the management API does", async () => {
    const statuses = { GoneException: 410, LimitExceededException: 429, ForbiddenException: 403 };
    for (const [name, status] of Object.entries(statuses)) {
      laptop.fail("execute-api:ManageConnections", { times: 1, with: name });
      await alice.send("lost");
      await laptop.settled();
      const [[type, , answered] = []] = logged() as [string, string, number][];
      deepEqual([type, answered], [name, status]);
    }
    deepEqual(alice.unread, []);
  });

  it("fails an invocation as Lambda does, and ends when it is told to", async () => {
    const fault = laptop.fail("lambda:InvokeFunction", { with: "TooManyRequestsException" });
    deepEqual(await laptop.invoke("worker", { call: true }), {
      name: "TooManyRequestsException",
      message: "Rate Exceeded.",
      Reason: "ConcurrentInvocationLimitExceeded",
      status: 429,
    });
    fault.end();
    equal(await laptop.invoke("worker", { call: true }), "called");
  });

  it("holds a call until the clock has moved on", async () => {
    laptop.delay("execute-api:ManageConnections", "3s", { times: 1 });
    await alice.send("late");
    await laptop.settled();
    deepEqual(
      laptop.entries({ event: "delay" }).map(({ delayMs }) => delayMs),
      [3000],
    );
    laptop.clock.advance(2999);
    await laptop.settled();
    deepEqual(alice.unread, []);
    laptop.clock.advance(1);
    equal(await alice.next(), "late");
    await laptop.settled();
  });

  it("does not meet the calls of the test itself", async () => {
    const fault = laptop.fail("dynamodb:*");
    deepEqual(
      (await laptop.table("readers").items()).map(({ id }) => id),
      [alice.id],
    );
    fault.end();
  });

  it("is refused if no service could meet it", () => {
    throws(() => laptop.fail("s3:PutObject"), /"s3:PutObject" is no action of a service/);
    throws(() => laptop.fail("execute-api:Manage"), /"execute-api:ManageConnections"/);
    throws(
      () => laptop.fail("dynamodb:PutItem", { with: "GoneException" }),
      /"GoneException" is no error of dynamodb:PutItem. Choose one of "Provisioned/,
    );
  });
});
