import { deepEqual } from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { byTurn } from "../../../src/apigateway/management/by-turn";

describe("what arrives in a turn of the event loop", () => {
  it("is handled together, in order, after everything is read", async () => {
    const steps: string[] = [];
    const add = byTurn<string>((all) => steps.push(all.join(" ")));
    for (const name of ["a", "b", "c"]) add(name);
    process.nextTick(() => steps.push("next tick"));
    await setImmediate();
    deepEqual(steps, ["next tick", "a b c"]);
  });

  it("is no part of the next turn", async () => {
    const turns: string[][] = [];
    const add = byTurn<string>((all) => {
      turns.push(all);
      if (all[0] === "a") add("c");
    });
    add("a");
    add("b");
    await setImmediate();
    await setImmediate();
    deepEqual(turns, [["a", "b"], ["c"]]);
  });
});
