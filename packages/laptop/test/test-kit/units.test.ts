import { deepEqual, equal, throws } from "node:assert/strict";
import { attributesOf, plainItem, type Item } from "../../src/test/table/attribute-values";
import { millisecondsOf, type Duration } from "../../src/test/time/duration";
import { ManualClock } from "../../src/test/time/manual-clock";

describe("A duration", () => {
  it("is milliseconds, or a number with a unit", () => {
    const durations: [Duration, number][] = [
      [0, 0],
      [1500, 1500],
      ["20ms", 20],
      ["1.5s", 1500],
      ["10m", 600_000],
      ["2h", 7_200_000],
      ["1d", 86_400_000],
    ];
    for (const [text, milliseconds] of durations) equal(millisecondsOf(text), milliseconds);
  });

  it("is nothing else", () => {
    for (const wrong of ["", "2", "h", "-1s", "2 h", "1h30m", -1, NaN, Infinity].slice(2))
      throws(() => millisecondsOf(wrong as Duration), /is no duration/);
  });
});

describe("A manual clock", () => {
  it("calls back in order, also what is set on the way", () => {
    const clock = new ManualClock(0);
    const calls: [string, number][] = [];
    const call = (name: string) => () => calls.push([name, clock.now()]);
    clock.after(2000, call("second"));
    clock.after(1000, () => {
      call("first")();
      clock.after(500, call("between"));
    });
    clock.after(1200, call("cancelled")).cancel();
    clock.deadline(3001, call("later"));
    clock.advance("3s");
    deepEqual(calls, [
      ["first", 1000],
      ["between", 1500],
      ["second", 2000],
    ]);
    deepEqual([clock.now(), clock.timers], [3000, 1]);
  });
});

describe("An item of a table", () => {
  const item: Item = {
    text: "a",
    number: 1.5,
    large: 2n ** 60n,
    flag: false,
    nothing: null,
    bytes: Buffer.from([1, 2]),
    texts: new Set(["a", "b"]),
    numbers: new Set([1, 2]),
    list: [1, ["x"]],
    map: { inner: { deep: true } },
  };

  it("is the same after it was written and read", () => {
    deepEqual(plainItem(attributesOf(item)), item);
  });

  it("is written with DynamoDB's types", () => {
    deepEqual(attributesOf({ id: "a", at: 3, tags: new Set(["x"]) }), {
      id: { S: "a" },
      at: { N: "3" },
      tags: { SS: ["x"] },
    });
  });
});
