import { deepEqual, equal, rejects } from "node:assert/strict";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const SUGAR = [
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:sns/topicSubscription:TopicSubscription",
];

describe("A program whose functions are closures", () => {
  let stage: TestStage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });

  it("is refused with the names of what would never call its functions", async () => {
    await rejects(startStage({ program: __dirname }), ({ message }: Error) => {
      const names = [...message.matchAll(/^(.*): not emulated on a laptop/g)][0]![1]!;
      deepEqual(names.split(", ").sort(), [
        'aws:lambda/eventSourceMapping:EventSourceMapping "changed"',
        'aws:sns/topicSubscription:TopicSubscription "alerted"',
      ]);
      return true;
    });
  });

  it("runs without that, with the roles that Pulumi makes and with its own", async () => {
    stage = await startStage({ program: __dirname, without: SUGAR });
    const alice = await stage.connect();
    alice.send("tea");
    deepEqual(JSON.parse(await alice.next()), { id: { S: "tea" }, visits: { N: "1" } });
    alice.send(JSON.stringify({ action: "greet" }));
    equal(await alice.next(), "greet");
    deepEqual(stage.all("iam.deny"), []);
  });
});
