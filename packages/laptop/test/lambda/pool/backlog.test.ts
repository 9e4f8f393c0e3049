import { deepEqual, equal } from "node:assert/strict";
import { Backlog } from "../../../src/lambda/pool/backlog";

describe("Backlog", () => {
  it("calls back once fewer than 100 events of a connection wait", () => {
    const backlog = new Backlog();
    const calls: string[] = [];
    const call = (name: string) => () => void calls.push(name);
    for (let count = 0; count < 99; count++) backlog.add("alice");
    backlog.whenShort("alice", call("with 99"));
    deepEqual(calls.splice(0), ["with 99"]);
    backlog.add("alice");
    backlog.whenShort("alice", call("with 100"));
    backlog.whenShort("bob", call("another's"));
    deepEqual(calls.splice(0), ["another's"]);
    for (let count = 0; count < 100; count++) backlog.delete("alice");
    deepEqual(calls, ["with 100"]);
  });

  it("does not count events of no connection, nor what it does not know", () => {
    const backlog = new Backlog();
    for (let count = 0; count < 1000; count++) backlog.add("");
    backlog.delete("");
    backlog.delete("alice");
    let isShort = false;
    backlog.whenShort("", () => (isShort = true));
    equal(isShort, true);
  });
});
