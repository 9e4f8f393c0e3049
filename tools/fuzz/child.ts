import "../../test/support/mocha/quiet";
import fc from "fast-check";
import type { Budgeted } from "./target";
import type { FuzzOptions, Message } from "./fuzz";

const LATE_MS = 100;

/** The process that attacks, so that its end or silence is noticed. */
async function attack({ table, targets, seed, minutes }: FuzzOptions): Promise<void> {
  // oxlint-disable-next-line typescript/no-require-imports -- tests bring a table of their own
  const { TARGETS } = require(table ?? "./table") as { TARGETS: Record<string, Budgeted> };
  tell({ begins: true });
  for (const name of targets) {
    const { target, runs } = TARGETS[name]!;
    const { attempt, close } = await target.start();
    let count = 0;
    const property = fc.asyncProperty(target.input, async (input) => {
      tell({ name, input });
      count++;
      await attempt(input);
    });
    const limit = minutes && { interruptAfterTimeLimit: (minutes * 60_000) / targets.length };
    const numRuns = minutes ? Infinity : runs;
    const result = await fc.check(property, { seed, numRuns, endOnFailure: true, ...limit });
    if (result.failed) {
      const { errorInstance, counterexample } = result;
      const { stack } = errorInstance as Error;
      return tell({ name, input: counterexample?.[0], failure: stack ?? String(errorInstance) });
    }
    // What the last inputs started may still end the process.
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    await close();
    tell({ name, runs: count });
  }
}

function tell(message: Message): void {
  process.send!(message);
}

process.once("message", (options: FuzzOptions) => {
  // What fell can have left something running.
  void attack(options)
    .then(() => process.disconnect())
    .then(() => process.exit(0));
});
