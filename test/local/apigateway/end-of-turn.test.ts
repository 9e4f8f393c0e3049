import { deepEqual } from "node:assert/strict";
import { endOfTurn } from "../../../local/apigateway/end-of-turn";

describe("the end of a turn of the event loop", () => {
  it("is waited for together: each step of all that came comes before the next step of any", async () => {
    const steps: string[] = [];
    const call = async (name: string) => {
      await endOfTurn();
      steps.push(`${name} first`);
      await Promise.resolve();
      steps.push(`${name} then`);
    };
    await Promise.all(["a", "b", "c"].map(call));
    deepEqual(steps, ["a first", "b first", "c first", "a then", "b then", "c then"]);
  });

  it("comes after what is read in the turn, and again in the next", async () => {
    for (const name of ["once", "twice"]) {
      const steps: string[] = [];
      const ended = endOfTurn().then(() => steps.push("ended"));
      process.nextTick(() => steps.push("next tick"));
      await ended;
      deepEqual(steps, ["next tick", "ended"], name);
    }
  });
});
