import type { Mutant } from "../../mutant";

/** What is measured and compared from outside. */
export const recordAndLoadMutants: Mutant[] = [
  {
    file: "tools/record/probe/mask.ts",
    before: '[/\\b\\d{12}\\b/g, "ACCOUNT"],',
    after: "",
    test: "tools/test/record/mask.test.ts",
    breaks: "A recording tells the number of somebody's account.",
  },
  {
    file: "tools/record/compare.ts",
    before: "observed.includes(undefined)",
    after: "observed.every((lines) => lines === undefined)",
    test: "tools/test/record/compare.test.ts",
    breaks: "A row counts as recorded when some of its cases were not.",
  },
  {
    file: "tools/docs/fidelity.ts",
    before: 'recordings.filter(({ of }) => of === "aws")',
    after: "recordings",
    test: "tools/test/record/fidelity.test.ts",
    breaks: "The laptop confirms that AWS does as the laptop.",
  },
  {
    file: "tools/load/tally.ts",
    before: "process >= this.processes || number",
    after: "number",
    test: "tools/test/load/tally.test.ts",
    breaks: "A service that lies fills the memory of a run.",
  },
  {
    file: "packages/laptop/src/page/figures/metric-store.ts",
    before: "while (minutes.size > KEPT_MINUTES) minutes.delete(minutes.keys().next().value!);",
    after: "",
    test: "packages/laptop/test/page/figures/figures.test.ts",
    breaks: "The figures of a page grow with every minute of a run.",
  },
];
