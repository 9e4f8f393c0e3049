import { deepEqual, equal } from "node:assert/strict";
import { Backlog } from "../../../src/lambda/pool/backlog";

describe("Backlog", () => {
  it("is long for a connection of which 100 events wait, and says once when fewer do", () => {
    const backlog = new Backlog();
    const calls: string[] = [];
    const isLong = (sender: string) => backlog.isLong(sender, () => calls.push(sender));
    for (let count = 0; count < 99; count++) backlog.add("alice");
    equal(isLong("alice"), false);
    backlog.add("alice");
    equal(isLong("alice"), true);
    equal(isLong("bob"), false);
    deepEqual(calls, []);
    for (let count = 0; count < 100; count++) backlog.delete("alice");
    deepEqual(calls, ["alice"]);
    equal(isLong("alice"), false);
  });

  it("does not count events of no connection, nor what it does not know", () => {
    const backlog = new Backlog();
    for (let count = 0; count < 1000; count++) backlog.add("");
    backlog.delete("");
    backlog.delete("alice");
    equal(
      backlog.isLong("", () => undefined),
      false,
    );
  });
});
