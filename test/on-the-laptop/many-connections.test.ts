import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const CONNECTIONS = 200;
const MESSAGES = 5;

/** The whole runtime with this repository's program: real connections, signatures and IAM. */
describe("A broadcast to many connections", () => {
  let stage: TestStage;
  afterEach(() => stage.close());

  it("reaches every one of 200 once, also while others are under way", async () => {
    stage = await startStage({ program: join(__dirname, "../..") });
    const everyone: TestConnection[] = [];
    const connectNext = async () => {
      while (everyone.length < CONNECTIONS) everyone.push(await stage.connect());
    };
    await Promise.all(Array.from({ length: 20 }, connectNext));

    const sent = Array.from({ length: MESSAGES }, (_, i) => `Echo me: message ${i}`);
    for (let i = 0; i < MESSAGES; i++) everyone[i]!.send(`message ${i}`);
    for (const connection of everyone) {
      const received: string[] = [];
      while (received.length < MESSAGES) received.push(await connection.next());
      assert.deepEqual(received.sort(), sent);
    }
    while (stage.all("lambda.result").length < everyone.length + MESSAGES)
      await stage.until("lambda.result");
    assert.ok(everyone.every(({ hasMore }) => !hasMore));
  }).timeout(120_000);
});
