import { deepEqual, equal } from "node:assert/strict";
import { FairQueue } from "../../../src/lambda/pool/fair-queue";

describe("FairQueue", () => {
  const item = (name: string) => ({ sender: name.charAt(0), name });

  it("lets senders take turns, and keeps the order of each", () => {
    const queue = new FairQueue<ReturnType<typeof item>>();
    for (const name of ["a1", "a2", "a3", "b1", "c1", "b2"]) queue.add(item(name));
    const order: string[] = [];
    for (let next = queue.first(); next; next = queue.first()) {
      queue.delete(next);
      order.push(next.name);
    }
    deepEqual(order, ["a1", "b1", "c1", "a2", "b2", "a3"]);
  });

  it("goes on without items that were taken out of the middle, or twice", () => {
    const queue = new FairQueue<ReturnType<typeof item>>();
    const [a1, a2, b1] = ["a1", "a2", "b1"].map(item) as [
      ReturnType<typeof item>,
      ReturnType<typeof item>,
      ReturnType<typeof item>,
    ];
    for (const one of [a1, a2, b1]) queue.add(one);
    queue.delete(a1);
    queue.delete(a1);
    equal(queue.first(), b1);
    queue.delete(a2);
    queue.delete(b1);
    equal(queue.first(), undefined);
  });
});
