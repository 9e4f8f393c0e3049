import { deepEqual, equal } from "node:assert/strict";
import { PROJECT_FOLDER } from "../support/evaluated";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const CONNECTIONS = 25;

describe("A broadcast to more connections than one invocation serves", () => {
  let stage: TestStage;
  const connections: TestConnection[] = [];

  before(async function () {
    this.timeout(120_000);
    const config = { connectionsPerInvocation: "2" };
    stage = await startStage({ program: PROJECT_FOLDER, config });
    for (let i = 0; i < CONNECTIONS; i++) connections.push(await stage.connect());
  });
  after(() => stage.close());

  it("reaches everyone once, through invocations of fan-out that invoke others", async function () {
    this.timeout(120_000);
    const [alice] = connections as [TestConnection];
    // 2 by the event itself, 20 and 3 in chunks, which are cut into 9 of 2 and one of 1.
    const invocations = 1 + 2 + 9 + 1;
    const ended = stage.handled(invocations);
    alice.send("hello");
    for (const connection of connections) equal(await connection.next(), "Echo me: hello");
    await ended;
    const again = stage.handled(invocations);
    alice.send("again");
    // Whatever had come twice would come before this.
    for (const connection of connections) equal(await connection.next(), "Echo me: again");
    await again;
    deepEqual(stage.all("iam.deny"), []);
    deepEqual(stage.all("lambda.drop"), []);
    const failed = stage.all("lambda.result").filter((result) => result.failed === true);
    deepEqual(failed, []);
  });
});
