import { deepEqual, equal } from "node:assert/strict";
import { Heap } from "../../../src/sqs/receiving/heap";

describe("A heap", () => {
  const drain = <T>(heap: Heap<T>) => {
    const items: T[] = [];
    for (let item = heap.first(); item !== undefined; item = heap.first()) {
      items.push(item);
      heap.delete(item);
    }
    return items;
  };

  it("gives its items in the order of their ranks, whatever was added and deleted between", () => {
    // A fixed sequence of Park and Miller's generator: the same on every run.
    let seed = 1;
    const random = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    for (let round = 0; round < 200; round++) {
      const heap = new Heap<{ rank: number }>(({ rank }) => rank);
      const expected = new Set<{ rank: number }>();
      for (let step = 0; step < 60; step++) {
        const item = { rank: random(20) };
        heap.add(item);
        expected.add(item);
        const [other] = [...expected].slice(random(expected.size));
        if (random(3) > 0) continue;
        heap.delete(other!);
        expected.delete(other!);
        equal(heap.first()?.rank, ranksOf(expected)[0]);
      }
      equal(heap.size, expected.size);
      const drained = drain(heap).map(({ rank }) => rank);
      deepEqual(drained, ranksOf(expected));
    }
  });

  it("has an item once, and deletes nothing that it does not have", () => {
    const heap = new Heap<number>((number) => number);
    for (const number of [2, 1, 2]) heap.add(number);
    heap.delete(3);
    deepEqual(drain(heap), [1, 2]);
    equal(heap.first(), undefined);
  });

  function ranksOf(items: Set<{ rank: number }>): number[] {
    return [...items].map(({ rank }) => rank).sort((one, other) => one - other);
  }
});
