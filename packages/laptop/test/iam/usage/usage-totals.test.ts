import assert from "node:assert/strict";
import type { GrantUsage } from "../../../src/iam/usage/usage";
import { UsageTotals } from "../../../src/iam/usage/usage-totals";
import { FakeClock } from "../../support/fake-clock";
import { recordJournal } from "../../support/recorder";

describe("the journal of uses", () => {
  const clock = new FakeClock();
  const { journal, all } = recordJournal(clock);
  const usage: GrantUsage[] = [
    { role: "a", policy: "p", number: 1, actions: { "s:Get": 0 }, resources: { "*": 0 } },
    { role: "b", policy: "q", number: 1, actions: { "s:Put": 0 }, resources: { "*": 0 } },
  ];
  const totals = new UsageTotals(clock, journal, () => usage);
  const use = (index: number, action: string) => {
    usage[index]!.actions[action]!++;
    totals.used();
  };
  const counts = () =>
    all("iam.usage").map(({ role, statements }) => [
      role,
      ...(statements as GrantUsage[]).flatMap(({ actions }) => Object.values(actions)),
    ]);

  it("says nothing before a use", () => {
    clock.advance(5000);
    assert.deepEqual(counts(), []);
  });

  it("tells many uses once, a second after the first", () => {
    for (let i = 0; i < 100; i++) use(0, "s:Get");
    clock.advance(999);
    assert.deepEqual(counts(), []);
    clock.advance(1);
    assert.deepEqual(counts(), [
      ["a", 100],
      ["b", 0],
    ]);
  });

  it("tells what it was then, also when more uses follow", () => {
    use(1, "s:Put");
    clock.advance(1000);
    assert.deepEqual(counts().slice(-2), [
      ["a", 100],
      ["b", 1],
    ]);
    assert.deepEqual(counts()[1], ["b", 0]);
  });

  it("tells nothing after the end", () => {
    use(0, "s:Get");
    totals.close();
    clock.advance(5000);
    assert.equal(counts().length, 4);
  });
});
