import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

describe("A program with parts that a laptop does not have", () => {
  let stage: TestStage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });

  it("is refused with the way out", async () => {
    await rejects(startStage({ program: __dirname }), {
      code: "NOT_EMULATED",
      message: `aws:lambda/function:Function "slow" is a container image. Only code in an archive runs here: set runtime, handler and code. To run the program without it, add --without slow.`,
    });
  });

  it("runs without them, and refuses whoever calls them", async () => {
    stage = await startStage({ program: __dirname, without: ["slow"] });
    const { model } = stage.runtime;
    deepEqual(
      model.leftOut.map(({ description }) => description),
      ['aws:sqs/queue:Queue "jobs"', 'aws:lambda/function:Function "slow"'],
    );
    equal(model.inert.length, 8);

    const alice = await stage.connect();
    alice.send(JSON.stringify({ action: "slow" }));
    match(await alice.next(), /"message": "Left out of this run of pulumi-laptop \(--without\)"/);
    equal(
      stage.all("apigateway.leftOut")[0]?.message,
      'Route "slow" refuses: aws:lambda/function:Function "slow" is left out of this run (--without).',
    );

    const answerTo = (ask: string) => {
      alice.send(JSON.stringify({ action: "ask", ask }));
      return alice.next();
    };
    equal(
      await answerTo("function"),
      'NotEmulated: aws:lambda/function:Function "slow" is left out of this run of pulumi-laptop (--without).',
    );
    equal(
      await answerTo("queue"),
      'NotEmulated: aws:sqs/queue:Queue "jobs" is left out of this run of pulumi-laptop (--without).',
    );
    match(await answerTo("environment"), /^us-east-1_\w{9} .{20}$/);
  });
});
