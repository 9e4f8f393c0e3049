import { deepEqual } from "node:assert/strict";
import { reportUnused } from "../../../src/iam/usage/report";
import type { UsageReader } from "../../../src/iam/usage/usage";

describe("The report of what was granted and never used", () => {
  const report = (actions: string[], resources: string[] = []) => {
    const grant = { policy: "own", number: 1, actions, resources };
    return reportUnused({ unused: () => ({ events: [grant] }) } as unknown as UsageReader);
  };
  const actions = (count: number) => Array.from({ length: count }, (_, i) => `s3:Action${i}`);

  it("names actions, or resources if every action was used", () => {
    deepEqual(report(["s3:GetObject"]), ['Role "events", policy "own", statement 1: s3:GetObject']);
    deepEqual(report([], ["*"]), ['Role "events", policy "own", statement 1: nothing on *']);
  });

  it("names the first of many", () => {
    const start = 'Role "events", policy "own", statement 1: ';
    deepEqual(report(actions(9)), [start + actions(9).join(", ")]);
    deepEqual(report(actions(60)), [`${start}${actions(8).join(", ")} and 52 more`]);
  });
});
