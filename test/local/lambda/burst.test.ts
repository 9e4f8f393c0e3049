import assert from "node:assert/strict";
import { InitLine } from "../../../local/lambda/init-line";
import { FakeClock } from "../../support/fake-clock";
import { startTestLambda } from "../../support/lambda";

describe("the line for the Init phase", () => {
  it("lets no more begin at once than there are processors", async () => {
    const line = new InitLine(new FakeClock(), 2);
    const ends: (() => void)[] = [];
    const begin = () => new Promise<void>((resolve) => ends.push(resolve));
    for (let i = 0; i < 5; i++) line.enter(begin);
    assert.deepEqual([ends.length, line.length], [2, 3]);
    ends[0]!();
    await new Promise(setImmediate);
    assert.deepEqual([ends.length, line.length], [3, 2]);
  });

  it("goes on when an Init phase mostly waits: it may wait for another function", () => {
    const clock = new FakeClock();
    const line = new InitLine(clock, 1);
    let begun = 0;
    const begin = () => {
      begun++;
      return new Promise<void>(() => undefined);
    };
    line.enter(begin);
    line.enter(begin);
    clock.advance(999);
    assert.equal(begun, 1);
    clock.advance(1);
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        assert.equal(begun, 2);
        resolve();
      });
    });
  });

  it("forgets who has left it", async () => {
    const line = new InitLine(new FakeClock(), 1);
    let end!: () => void;
    const begun: string[] = [];
    line.enter(() => new Promise((resolve) => (end = resolve)));
    const turn = line.enter(async () => void begun.push("left"));
    line.enter(async () => void begun.push("stayed"));
    turn.cancel();
    end();
    await new Promise(setImmediate);
    assert.deepEqual(begun, ["stayed"]);
  });
});

describe("a burst of events", () => {
  it("is handled by far fewer environments than events, and none is lost", async () => {
    const lambda = await startTestLambda(`exports.handler = async ({ number }) => number;`);
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const answers = await Promise.all(numbers.map((number) => lambda.invoke({ number })));
    assert.deepEqual(
      answers.map(({ payload }) => payload),
      numbers,
    );
    const started = lambda.all("lambda.init").length;
    assert.ok(started >= 17 && started < 100, `${started} environments`);
    await lambda.close();
  });

  it("that waits for its turn is answered when the service closes", async () => {
    const lambda = await startTestLambda(`exports.handler = () => new Promise(() => {});`);
    const answers = Promise.all(Array.from({ length: 40 }, () => lambda.invoke()));
    await lambda.close();
    for (const { functionError } of await answers) assert.equal(functionError, "Unhandled");
  });
});
