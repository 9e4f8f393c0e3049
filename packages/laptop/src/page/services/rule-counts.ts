import type { EventRule } from "../../model/events/event-types";
import type { Model } from "../../model/model";
import type { JournalEntry } from "../../shared/journal";
import type { RuleNow } from "./now";

type Counts = Pick<RuleNow, "lastAt" | "matched" | "delivered" | "failed">;
type Kind = RuleNow["kind"];
type Named = Pick<EventRule, "logicalName" | "arn" | "isEnabled">;

/** Counts what rules and schedules did. Its memory is bounded by the program's rules and schedules. */
export class RuleCounts {
  readonly #byName = new Map<string, Counts>();

  apply({ service, event, time, rule, schedule, rules }: JournalEntry): void {
    if (service !== "eventbridge") return;
    if (event === "put") for (const name of rules as string[]) this.#match("rule", name, time);
    const [kind, name]: [Kind, unknown] =
      schedule === undefined ? ["rule", rule] : ["schedule", schedule];
    if (event === "fire") this.#match(kind, name, time);
    if (event === "deliver") this.#countsOf(kind, name).delivered++;
    if (event === "failed") this.#countsOf(kind, name).failed++;
  }

  /** @param nextTimes when they fire next, in milliseconds since 1970, by ARN. */
  of(
    { rules, schedules }: Pick<Model, "rules" | "schedules">,
    nextTimes: ReadonlyMap<string, number>,
  ): RuleNow[] {
    const shown = (kind: Kind, { logicalName: name, arn, isEnabled }: Named) => ({
      kind,
      name,
      isEnabled,
      nextAt: nextTimes.get(arn),
      ...(this.#byName.get(keyOf(kind, name)) ?? NONE),
    });
    return [
      ...rules.map((rule) => shown("rule", rule)),
      ...schedules.map((schedule) => shown("schedule", schedule)),
    ];
  }

  #match(kind: Kind, name: unknown, time: string): void {
    const counts = this.#countsOf(kind, name);
    counts.matched++;
    counts.lastAt = Date.parse(time);
  }

  #countsOf(kind: Kind, name: unknown): Counts {
    const key = keyOf(kind, name);
    const counts = this.#byName.get(key) ?? { ...NONE };
    this.#byName.set(key, counts);
    return counts;
  }
}

const NONE: Counts = { lastAt: undefined, matched: 0, delivered: 0, failed: 0 };

function keyOf(kind: Kind, name: unknown): string {
  return `${kind} ${String(name)}`;
}
