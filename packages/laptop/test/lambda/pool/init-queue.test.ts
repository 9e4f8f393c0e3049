import assert, { deepEqual } from "node:assert/strict";
import { InitQueue, type StartedEnvironment } from "../../../src/lambda/pool/init-queue";
import { FakeClock } from "../../support/fake-clock";

/** An environment whose Init phase and load the test controls. */
class Fake implements StartedEnvironment {
  readonly initialized: Promise<void>;
  ended = false;
  initialize!: () => void;

  constructor(readonly activity: () => number = () => 0) {
    this.initialized = new Promise((resolve) => (this.initialize = resolve));
  }
}

const queueOf = (clock: FakeClock, processors: number, ownActivity = () => 0) =>
  new InitQueue(clock, processors, ownActivity);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("InitQueue", () => {
  const fill = (queue: InitQueue, fakes: Fake[]) => {
    const started: Fake[] = [];
    for (const fake of fakes) {
      queue.add(() => {
        started.push(fake);
        return fake;
      });
    }
    return started;
  };
  const fakes = (count: number) => Array.from({ length: count }, () => new Fake());

  it("starts no more environments at once than there are processors", async () => {
    const queue = queueOf(new FakeClock(), 2);
    const started = fill(queue, fakes(5));
    assert.deepEqual([started.length, queue.length], [2, 3]);
    started[0]!.initialize();
    await turn();
    assert.ok(started.length <= 3 && started.length + queue.length === 5);
  });

  it("starts the next environment while the earlier ones are waiting", async () => {
    const queue = queueOf(new FakeClock(), 1);
    const [first, second] = fakes(2);
    const started = fill(queue, [first!]);
    first!.initialize();
    await new Promise<void>((resolve) => {
      queue.add(() => {
        started.push(second!);
        resolve();
        return second;
      });
    });
    assert.deepEqual(started, [first, second]);
  });

  it("starts nothing while the earlier environments compute", async () => {
    const queue = queueOf(new FakeClock(), 2);
    const measured: number[] = [];
    const busy = new Fake(() => {
      measured.push(measured.length < 4 ? 1 : 0);
      return measured.at(-1)!;
    });
    const ended = new Fake(() => 1);
    fill(queue, [busy, ended]);
    for (const fake of [busy, ended]) fake.initialize();
    ended.ended = true;
    await turn();
    // One processor is busy with an event, the other with an Init phase.
    fill(queue, [new Fake()]);
    await new Promise<void>((resolve) => queue.add(() => void resolve()));
    assert.equal(measured.at(-1), 0);
  });

  it("counts the load of this thread, but always allows one Init phase", () => {
    const queue = queueOf(new FakeClock(), 2, () => 1);
    const started = fill(queue, fakes(2));
    assert.equal(started.length, 1);
  });

  it("starts the next environment after one second of an Init phase, which may be waiting for another function", async () => {
    const clock = new FakeClock();
    const queue = queueOf(clock, 1);
    const started = fill(queue, fakes(1));
    const second = new Promise<void>((resolve) => queue.add(() => void resolve()));
    clock.advance(999);
    assert.deepEqual([started.length, queue.length], [1, 1]);
    clock.advance(1);
    await second;
  });

  it("starts the head of the queue after three seconds at most", () => {
    const clock = new FakeClock();
    const queue = queueOf(clock, 1);
    const started = fill(queue, fakes(3));
    for (const expected of [1, 2, 3]) {
      assert.equal(started.length, expected);
      clock.advance(3000);
    }
  });

  it("never starts what was cancelled", () => {
    const clock = new FakeClock();
    const queue = queueOf(clock, 1);
    const started: string[] = [];
    queue.add(() => new Fake());
    const left = queue.add(() => void started.push("left"));
    queue.add(() => void started.push("stayed"));
    left.cancel();
    clock.advance(3000);
    assert.deepEqual(started, ["stayed"]);
  });
});

describe("InitQueue on a busy machine", () => {
  let clock: FakeClock;
  let started: string[];
  let add: (name: string) => { cancel(): void };

  beforeEach(() => {
    clock = new FakeClock();
    started = [];
    const queue = new InitQueue(clock, 1, () => 1);
    add = (name) =>
      queue.add(() => {
        started.push(name);
        return { initialized: new Promise(() => undefined), ended: false, activity: () => 1 };
      });
    add("first");
  });

  it("starts what has been its head for three seconds", () => {
    add("a");
    add("b");
    clock.advance(2999);
    deepEqual(started, ["first"]);
    clock.advance(1);
    deepEqual(started, ["first", "a"]);
    clock.advance(3000);
    deepEqual(started, ["first", "a", "b"]);
  });

  it("gives the next head three seconds of its own when the head is cancelled", () => {
    const a = add("a");
    clock.advance(2000);
    add("b");
    a.cancel();
    clock.advance(2999);
    deepEqual(started, ["first"]);
    clock.advance(1);
    deepEqual(started, ["first", "b"]);
  });
});
