import assert from "node:assert/strict";
import { InitLine, type Started } from "../../src/lambda/init-queue";
import { FakeClock } from "../support/fake-clock";
import { startTestLambda } from "../support/lambda";

/** An environment that ends its Init phase, and computes, when the test says so. */
class Fake implements Started {
  readonly initialized: Promise<void>;
  ended = false;
  initialize!: () => void;

  constructor(readonly activity: () => number = () => 0) {
    this.initialized = new Promise((resolve) => (this.initialize = resolve));
  }
}

const lineOf = (clock: FakeClock, processors: number, ownActivity = () => 0) =>
  new InitLine(clock, processors, ownActivity);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the line for the Init phase", () => {
  const fill = (line: InitLine, fakes: Fake[]) => {
    const begun: Fake[] = [];
    for (const fake of fakes) {
      line.enter(() => {
        begun.push(fake);
        return fake;
      });
    }
    return begun;
  };
  const fakes = (count: number) => Array.from({ length: count }, () => new Fake());

  it("lets no more begin at once than there are processors", async () => {
    const line = lineOf(new FakeClock(), 2);
    const begun = fill(line, fakes(5));
    assert.deepEqual([begun.length, line.length], [2, 3]);
    begun[0]!.initialize();
    await turn();
    assert.ok(begun.length <= 3 && begun.length + line.length === 5);
  });

  it("goes on while those that have begun wait for something", async () => {
    const line = lineOf(new FakeClock(), 1);
    const [first, second] = fakes(2);
    const begun = fill(line, [first!]);
    first!.initialize();
    await new Promise<void>((resolve) => {
      line.enter(() => {
        begun.push(second!);
        resolve();
        return second;
      });
    });
    assert.deepEqual(begun, [first, second]);
  });

  it("stops while those that have begun compute, until they do not", async () => {
    const line = lineOf(new FakeClock(), 2);
    const measured: number[] = [];
    const busy = new Fake(() => {
      measured.push(measured.length < 4 ? 1 : 0);
      return measured.at(-1)!;
    });
    const ended = new Fake(() => 1);
    fill(line, [busy, ended]);
    for (const fake of [busy, ended]) fake.initialize();
    ended.ended = true;
    await turn();
    // One processor is busy with an event, the other with an Init phase.
    fill(line, [new Fake()]);
    await new Promise<void>((resolve) => line.enter(() => void resolve()));
    assert.equal(measured.at(-1), 0);
  });

  it("counts what this thread does, but always lets one begin", () => {
    const line = lineOf(new FakeClock(), 2, () => 1);
    const begun = fill(line, fakes(2));
    assert.equal(begun.length, 1);
  });

  it("goes on when an Init phase mostly waits: it may wait for another function", async () => {
    const clock = new FakeClock();
    const line = lineOf(clock, 1);
    const begun = fill(line, fakes(1));
    const second = new Promise<void>((resolve) => line.enter(() => void resolve()));
    clock.advance(999);
    assert.deepEqual([begun.length, line.length], [1, 1]);
    clock.advance(1);
    await second;
  });

  it("lets the head of the line wait no longer than three seconds", () => {
    const clock = new FakeClock();
    const line = lineOf(clock, 1);
    const begun = fill(line, fakes(3));
    for (const expected of [1, 2, 3]) {
      assert.equal(begun.length, expected);
      clock.advance(3000);
    }
  });

  it("forgets who has left it", () => {
    const clock = new FakeClock();
    const line = lineOf(clock, 1);
    const begun: string[] = [];
    line.enter(() => new Fake());
    const left = line.enter(() => void begun.push("left"));
    line.enter(() => void begun.push("stayed"));
    left.cancel();
    clock.advance(3000);
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
    assert.ok(started < 50, `${started} environments`);
    await lambda.close();
  });

  it("is not throttled for environments that it did not start", async () => {
    const lambda = await startTestLambda(`exports.handler = async () => {};`);
    for (let round = 0; round < 11; round++)
      await Promise.all(Array.from({ length: 100 }, () => lambda.invoke()));
    assert.deepEqual(lambda.all("lambda.throttle"), []);
    await lambda.close();
  });

  it("that waits for its turn is answered when the service closes", async () => {
    const lambda = await startTestLambda(`exports.handler = () => new Promise(() => {});`);
    const answers = Promise.all(Array.from({ length: 40 }, () => lambda.invoke()));
    await lambda.close();
    for (const { functionError } of await answers) assert.equal(functionError, "Unhandled");
  });
});
