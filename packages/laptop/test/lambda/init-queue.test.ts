import { deepEqual } from "node:assert/strict";
import { InitLine } from "../../src/lambda/init-queue";
import { FakeClock } from "../support/fake-clock";

describe("the line for Init phases of a machine that is busy", () => {
  let clock: FakeClock;
  let started: string[];
  let enter: (name: string) => { cancel(): void };

  beforeEach(() => {
    clock = new FakeClock();
    started = [];
    const line = new InitLine(clock, 1, () => 1);
    enter = (name) =>
      line.enter(() => {
        started.push(name);
        return { initialized: new Promise(() => undefined), ended: false, activity: () => 1 };
      });
    enter("first");
  });

  it("starts whoever has been its head for three seconds all the same", () => {
    enter("a");
    enter("b");
    clock.advance(2999);
    deepEqual(started, ["first"]);
    clock.advance(1);
    deepEqual(started, ["first", "a"]);
    clock.advance(3000);
    deepEqual(started, ["first", "a", "b"]);
  });

  it("starts nobody for the sake of those who have left it", () => {
    const a = enter("a");
    clock.advance(2000);
    enter("b");
    a.cancel();
    clock.advance(2999);
    deepEqual(started, ["first"]);
    clock.advance(1);
    deepEqual(started, ["first", "b"]);
  });
});
