import type { Clock, Timer } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { GrantUsage } from "./usage";

/** How long uses are collected before they are reported. */
const GATHER_MS = 1000;

/** Records how often each statement of a role was used, at most once a second. */
export class UsageTotals {
  #timer: Timer | undefined;

  /** @param usage how often each statement was used since the start. */
  constructor(
    private readonly clock: Clock,
    private readonly journal: Journal,
    private readonly usage: () => GrantUsage[],
  ) {}

  /** A statement was used. */
  used(): void {
    this.#timer ??= this.clock.deadline(GATHER_MS, () => this.#tell());
  }

  close(): void {
    this.#timer?.cancel();
  }

  #tell(): void {
    this.#timer = undefined;
    const usage = this.usage();
    for (const role of new Set(usage.map((statement) => statement.role))) {
      const statements = usage
        .filter((statement) => statement.role === role)
        .map(({ actions, resources, role: _role, ...grant }) => {
          return { ...grant, actions: { ...actions }, resources: { ...resources } };
        });
      this.journal.record("iam", "usage", { role, statements });
    }
  }
}
