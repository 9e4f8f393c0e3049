import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { Computing, workerOf } from "../../../src/lambda/pool/computing";

describe("Computing", () => {
  const busy = () => ({ activity: () => 1 });
  const waiting = () => ({ activity: () => 0 });

  it("counts every event at first, and those that only wait no longer", async () => {
    const computing = new Computing();
    const worker = busy();
    computing.begin(worker);
    computing.begin(waiting());
    assert.equal(computing.isFull(2), true);
    await wait(50);
    assert.equal(computing.isFull(2), false);
    assert.equal(computing.isFull(1), true);
    computing.end(worker);
    assert.equal(computing.isFull(1), false);
  });

  it("counts those that wait as long as the service itself is busy: they may wait for its answers", async () => {
    let isBusy = true;
    const computing = new Computing();
    computing.begin(workerOf(waiting(), () => isBusy));
    await wait(50);
    assert.equal(computing.isFull(1), true);
    isBusy = false;
    assert.equal(computing.isFull(1), false);
  });
});
